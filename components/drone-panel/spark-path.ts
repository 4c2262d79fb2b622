import { extent, line, scaleLinear } from 'd3'

export interface SparkPoint {
  atMs: number
  value: number | null
}

/** A gap this many times the usual step is shown as one. */
const gapSteps = 4

/**
 * The line of a sparkline. It breaks where a value is unknown, where readings are missing, and where a direction passes north.
 * Empty for fewer than two known points.
 */
export function sparkPath(points: readonly SparkPoint[], circular: boolean, widthPx: number, heightPx: number): string {
  const known = points.filter((point): point is { atMs: number; value: number } => point.value !== null)
  const [firstMs, lastMs] = extent(known, (point) => point.atMs)
  const [least, greatest] = circular ? [0, 360] : extent(known, (point) => point.value)
  if (known.length < 2 || firstMs === undefined || lastMs === undefined) return ''
  if (least === undefined || greatest === undefined) return ''
  const x = scaleLinear([firstMs, lastMs], [1, widthPx - 1])
  const flat = greatest - least < 1e-9
  const y = scaleLinear(flat ? [least - 1, least + 1] : [least, greatest], [heightPx - 2, 2])
  const draw = line<{ atMs: number; value: number }>(
    (point) => x(point.atMs),
    (point) => y(point.value),
  )
  return pieces(known, circular, ((lastMs - firstMs) / known.length) * gapSteps)
    .map((piece) => draw(piece) ?? '')
    .join('')
}

function pieces<P extends { atMs: number; value: number }>(
  points: readonly P[],
  circular: boolean,
  gapMs: number,
): P[][] {
  const all: P[][] = []
  let before: P | undefined
  for (const point of points) {
    const broken =
      !before || point.atMs - before.atMs > gapMs || (circular && Math.abs(point.value - before.value) > 180)
    if (broken) all.push([point])
    else all.at(-1)?.push(point)
    before = point
  }
  return all
}
