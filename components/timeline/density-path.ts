import type { ActivityStep } from './use-activity.ts'

/**
 * The outline of the number of readings over time, as an SVG path: x in shares of the width, the busiest step `heightPx` high. Steps
 * that are missing have no readings.
 */
export function densityPath(
  steps: readonly ActivityStep[],
  stepMs: number,
  shareOf: (atMs: number) => number,
  heightPx: number,
): string {
  const most = steps.reduce((max, { readings }) => Math.max(max, readings), 1)
  return steps
    .map(({ fromMs, readings }) => {
      const [left, right] = [shareOf(fromMs), shareOf(fromMs + stepMs)]
      const top = heightPx * (1 - readings / most)
      return `M${round(left)} ${heightPx}V${round(top)}H${round(right)}V${heightPx}Z`
    })
    .join('')
}

const round = (value: number) => Number(value.toFixed(5))
