import { RecordingDocument } from '../../lib/api/documents.generated.ts'
import type { Span } from '../../lib/feed/recorded-spans.ts'
import { useFresh } from '../api/use-fresh.ts'
import { useScreen } from '../shell/use-screen.ts'
import { roundedSpan } from './span.ts'

const refreshEveryMs = 5_000
/** The recorder says every five seconds how far it has come: what is newer is not known to be a gap. */
export const reportedWithinMs = 15_000

/** When anything was recorded, in order; null until that is loaded. */
export function useRecording(shown: Span): readonly Span[] | null {
  const { events } = useScreen()
  const { fromMs, toMs } = roundedSpan(shown)
  const variables = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() }
  const { data, previousData } = useFresh(RecordingDocument, {
    key: 'recording',
    variables,
    everyMs: () => refreshEveryMs,
    onlyWhileSeen: true,
    isUncached: true,
    events,
  })
  const recording = (data ?? previousData)?.recording
  return recording?.map(({ from, to }) => ({ fromMs: Date.parse(from), toMs: Date.parse(to) })) ?? null
}
