/** What every row of the table is made of. */

/** One measured ratio: ours against the raw thing, in one run on one machine. */
export interface Measured {
  ours: number
  baseline: number
  unit: string
  ratio: number
  note: string
}

export interface BenchRow {
  name: string
  /** `≥ 0.5` or `≤ 1.5` of the ratio, `p50 ≤ 25, p99 ≤ 120 ms`, or `shown`. */
  target: string
  /** `log` tells of progress. */
  run(log: (line: string) => void): Promise<Measured>
}

export function isMet(row: Pick<BenchRow, 'target'>, measured: Measured): boolean | null {
  const [, p50, p99] = /^p50 ≤ (\d+), p99 ≤ (\d+) ms$/.exec(row.target) ?? []
  if (p50 && p99) return measured.baseline <= Number(p50) && measured.ours <= Number(p99)
  const [, sign, bound] = /^([≥≤]) ([\d.]+)/.exec(row.target) ?? []
  if (!sign) return null
  return sign === '≥' ? measured.ratio >= Number(bound) : measured.ratio <= Number(bound)
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

/** The value below which `share` (0 … 1) of the values lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number
}

/** Latencies as one row: `ours` is p99, `baseline` p50, in ms; the note has p95 too. */
export function toLatency(tookMs: readonly number[]): Measured {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => Math.round(quantile(tookMs, share))) as [
    number,
    number,
    number,
  ]
  const note = `p50 ${p50}, p95 ${p95}, p99 ${p99} ms of ${tookMs.length} readings`
  return { ours: p99, baseline: p50, unit: 'ms', ratio: p99 / p50, note }
}

/** Runs ours and the baseline in turn, so that a slow minute of the machine hits both, and takes the medians; `ratio` is the pairs'. */
export async function inTurn(
  rounds: number,
  ours: () => Promise<number>,
  baseline: () => Promise<number>,
): Promise<{ ours: number; baseline: number; ratio: number }> {
  const pairs: { ours: number; baseline: number }[] = []
  for (let round = 0; round < rounds; round++) {
    const base = await baseline()
    pairs.push({ baseline: base, ours: await ours() })
  }
  return {
    ours: median(pairs.map((pair) => pair.ours)),
    baseline: median(pairs.map((pair) => pair.baseline)),
    ratio: median(pairs.map((pair) => pair.ours / pair.baseline)),
  }
}
