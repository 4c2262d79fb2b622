/** The part of time that the timeline shows: pure. */
import type { Span } from '../../lib/feed/recorded-spans.ts'

const minuteMs = 60_000
export const shortestMs = 10 * minuteMs
export const longestMs = 30 * 86_400_000

export interface TimelineView {
  lengthMs: number
  /** Null: it ends now. */
  endMs: number | null
}

export const firstView: TimelineView = { lengthMs: 60 * minuteMs, endMs: null }

export function spanOf({ lengthMs, endMs }: TimelineView, newestMs: number): Span {
  const toMs = endMs ?? newestMs
  return { fromMs: toMs - lengthMs, toMs }
}

/** Shows `factor` times as much, the instant at `share` of the width (0 left … 1 right) staying where it is. */
export function zoomBy(view: TimelineView, newestMs: number, share: number, factor: number): TimelineView {
  const { fromMs } = spanOf(view, newestMs)
  const lengthMs = Math.min(longestMs, Math.max(shortestMs, view.lengthMs * factor))
  const heldMs = fromMs + share * view.lengthMs
  return endAt(heldMs + (1 - share) * lengthMs, lengthMs, newestMs)
}

export function panBy(view: TimelineView, newestMs: number, byMs: number): TimelineView {
  return endAt(spanOf(view, newestMs).toMs + byMs, view.lengthMs, newestMs)
}

/** The same view while the cursor is in it; else one of the same length in which it is. */
export function keepInView(view: TimelineView, newestMs: number, cursorMs: number): TimelineView {
  const { fromMs, toMs } = spanOf(view, newestMs)
  if (cursorMs >= fromMs && cursorMs <= toMs) return view
  return endAt(cursorMs + view.lengthMs / 2, view.lengthMs, newestMs)
}

/** The future is never shown. */
const endAt = (endMs: number, lengthMs: number, newestMs: number): TimelineView => ({
  lengthMs,
  endMs: endMs >= newestMs ? null : endMs,
})

/** The parts of `within` that no span covers; spans in order. */
export function gapsOf(spans: readonly Span[], within: Span): Span[] {
  const gaps: Span[] = []
  let fromMs = within.fromMs
  for (const span of spans) {
    if (span.fromMs > fromMs) gaps.push({ fromMs, toMs: Math.min(span.fromMs, within.toMs) })
    fromMs = Math.max(fromMs, span.toMs)
  }
  if (fromMs < within.toMs) gaps.push({ fromMs, toMs: within.toMs })
  return gaps.filter(({ fromMs: from, toMs: to }) => to > from)
}

/** A span of round instants around `span`, so that what is loaded for it serves while the view moves a little. */
export function roundedSpan({ fromMs, toMs }: Span): Span {
  const stepMs = Math.max(minuteMs, 2 ** Math.ceil(Math.log2((toMs - fromMs) / 4 / minuteMs)) * minuteMs)
  return { fromMs: Math.floor(fromMs / stepMs) * stepMs, toMs: Math.ceil(toMs / stepMs) * stepMs }
}
