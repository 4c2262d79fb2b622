import { histogramBins } from './lake-columns.ts'

const floorsOf = ({ from, width, bins }: { from: number; width: number; bins: number }): readonly number[] =>
  Array.from({ length: bins }, (_, bin) => from + bin * width)

/** The lower edges of the bins of a histogram of the lake; the last bin is open. */
export const binFloors = {
  speedHistogram: floorsOf(histogramBins.speedHistogram),
  /** In ms; the bins are of the logarithm, and the first begins at 0. */
  latencyHistogram: floorsOf(histogramBins.latencyHistogram).map((log2, bin) => (bin === 0 ? 0 : 2 ** log2)),
} as const
