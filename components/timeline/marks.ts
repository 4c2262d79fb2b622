import type { Span } from '../../lib/feed/recorded-spans.ts'
import { dayLengthMs } from '../../lib/time/day.ts'
import { formatUtc, formatUtcDate } from '../../lib/view/format.ts'
import type { Mark } from '../../lib/view/session-log.ts'

/** Marks that would lie on each other, as one: what happened first to what happened last. */
export interface PlacedMarks {
  marks: [Mark, ...Mark[]]
  /** The gravest of them: an alert, else a handover, else a change of first place. */
  kind: Mark['kind']
  /** Of its middle, from the left end of the timeline. */
  atPx: number
}

/** As wide as in timeline.module.css: the least size of what is pressed, by WCAG 2.2. */
const markPx = 24

const gravity: Mark['kind'][] = ['alert', 'handover', 'rank']

/** Where the marks within the span are drawn, whole, on a timeline of `widthPx`; those that would overlap become one. */
export function placeMarks(marks: readonly Mark[], { fromMs, toMs }: Span, widthPx: number): PlacedMarks[] {
  const placed: PlacedMarks[] = []
  const shown = marks.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs).toSorted((a, b) => a.atMs - b.atMs)
  for (const mark of shown) {
    const wantedPx = (widthPx * (mark.atMs - fromMs)) / (toMs - fromMs)
    const atPx = Math.max(markPx / 2, Math.min(widthPx - markPx / 2, wantedPx))
    const last = placed.at(-1)
    if (!last || atPx - last.atPx >= markPx) {
      placed.push({ marks: [mark], kind: mark.kind, atPx })
      continue
    }
    last.marks.push(mark)
    if (gravity.indexOf(mark.kind) < gravity.indexOf(last.kind)) last.kind = mark.kind
  }
  return placed
}

const minuteMs = 60_000
const hourMs = 3_600_000
const stepsMs = [
  ...[1, 5, 15].map((minutes) => minutes * minuteMs),
  ...[1, 3, 6, 12].map((hours) => hours * hourMs),
  ...[1, 2, 5].map((days) => days * dayLengthMs),
]

/** Round instants between both ends, at most eight, none so near an end that its text is cut. */
export function timeTicks({ fromMs, toMs }: Span): { atMs: number; share: number; text: string }[] {
  const lengthMs = toMs - fromMs
  const stepMs = stepsMs.find((step) => lengthMs / step <= 8) ?? 7 * dayLengthMs
  const first = Math.ceil(fromMs / stepMs) * stepMs
  const count = Math.max(0, Math.floor((toMs - first) / stepMs) + 1)
  return Array.from({ length: count }, (_, index) => first + index * stepMs)
    .map((atMs) => ({ atMs, share: (atMs - fromMs) / lengthMs, text: tickText(atMs) }))
    .filter(({ share }) => share > 0.03 && share < 0.97)
}

/** `23:14`, at midnight `11-28`. */
const tickText = (atMs: number) =>
  atMs % dayLengthMs === 0 ? formatUtcDate(atMs).slice(5) : formatUtc(atMs).slice(0, 5)
