import type { Mark } from '../../lib/view/session-log.ts'

/** The timeline shows at least this much, so that the first marks don't run. */
const leastSpanMs = 15 * 60_000

/** Marks that would lie on each other, as one: what happened first to what happened last. */
export interface PlacedMarks {
  marks: [Mark, ...Mark[]]
  /** The gravest of them: an alert, else a handover, else a change of first place. */
  kind: Mark['kind']
  /** 0 at the left end … 1 at the time cursor. */
  share: number
}

const gravity: Mark['kind'][] = ['alert', 'handover', 'rank']

/**
 * The timeline's left end, and where the marks stand on it, those nearer to each other than `leastGap` (a share) as one.
 * Marks after the cursor are left out.
 */
export function placeMarks(
  marks: readonly Mark[],
  { startedAtMs, nowMs, leastGap }: { startedAtMs: number; nowMs: number; leastGap: number },
): { fromMs: number; placed: PlacedMarks[] } {
  const fromMs = Math.min(startedAtMs, nowMs - leastSpanMs)
  const shareOf = (mark: Mark) => (mark.atMs - fromMs) / (nowMs - fromMs)
  const placed: PlacedMarks[] = []
  const shown = marks.filter((mark) => mark.atMs >= fromMs && mark.atMs <= nowMs).toSorted((a, b) => a.atMs - b.atMs)
  for (const mark of shown) {
    const last = placed.at(-1)
    if (!last || shareOf(mark) - last.share >= leastGap) {
      placed.push({ marks: [mark], kind: mark.kind, share: shareOf(mark) })
      continue
    }
    last.marks.push(mark)
    if (gravity.indexOf(mark.kind) < gravity.indexOf(last.kind)) last.kind = mark.kind
  }
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
