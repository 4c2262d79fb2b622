import type { Mark } from '../../lib/view/session-log.ts'

/** The timeline shows at least this much, so that the first marks don't run. */
const leastSpanMs = 15 * 60_000

export interface PlacedMark {
  mark: Mark
  /** 0 at the left end … 1 at the time cursor. */
  share: number
}

/** The timeline's left end, and each mark's place on it. Marks after the cursor are left out. */
export function placeMarks(
  marks: readonly Mark[],
  startedAtMs: number,
  nowMs: number,
): { fromMs: number; placed: PlacedMark[] } {
  const fromMs = Math.min(startedAtMs, nowMs - leastSpanMs)
  const placed = marks
    .filter((mark) => mark.atMs >= fromMs && mark.atMs <= nowMs)
    .map((mark) => ({ mark, share: (mark.atMs - fromMs) / (nowMs - fromMs) }))
  return { fromMs, placed }
}

const stepsMs = [60_000, 5 * 60_000, 15 * 60_000, 3_600_000, 3 * 3_600_000]

/** Round instants between both ends, at most eight, none so near an end that its text is cut. */
export function timeTicks(fromMs: number, toMs: number): { atMs: number; share: number }[] {
  const span = toMs - fromMs
  const stepMs = stepsMs.find((step) => span / step <= 8) ?? 6 * 3_600_000
  const first = Math.ceil(fromMs / stepMs) * stepMs
  const count = Math.max(0, Math.floor((toMs - first) / stepMs) + 1)
  return Array.from({ length: count }, (_, index) => first + index * stepMs)
    .map((atMs) => ({ atMs, share: (atMs - fromMs) / span }))
    .filter(({ share }) => share > 0.03 && share < 0.97)
}
