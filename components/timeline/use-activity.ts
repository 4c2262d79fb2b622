import { ActivityDocument, type ActivityQuery, type MarkKind } from '../../lib/api/documents.generated.ts'
import type { Span } from '../../lib/feed/recorded-spans.ts'
import type { Mark } from '../../lib/view/session-log.ts'
import { leadershipWords } from '../../lib/view/words.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import { useFresh } from '../api/use-fresh.ts'
import type { Roster } from '../shell/roster.ts'
import { useRoster, useScreen, useStore } from '../shell/use-screen.ts'
import type { RecordedPart } from './past.tsx'
import { roundedSpan } from './span.ts'

export interface ActivityStep {
  fromMs: number
  readings: number
  /** Of these, those that came after the recording: replay shows the step without them. */
  late: number
}

export interface Activity {
  /** When anything was recorded, in order; null until that is loaded. */
  recorded: readonly RecordedPart[] | null
  stepMs: number
  /** In order, without those in which nothing was reported. */
  steps: readonly ActivityStep[]
  marks: readonly Mark[]
}

const refreshEveryMs = 5_000
const afterEventMs = 1_000
/** As many as can be distinguished on a wide screen. */
const mostSteps = 240

/** What happened in a span, of all convoys, and what this page has heard since it was opened. */
export function useActivity(shown: Span): Activity {
  const { events, marks } = useScreen()
  const roster = useRoster()
  const heard = useStore(marks)
  const { fromMs, toMs } = roundedSpan(shown)
  const variables = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString(), steps: mostSteps }
  const { data, previousData } = useFresh(ActivityDocument, {
    key: 'activity',
    variables,
    everyMs: () => refreshEveryMs,
    onlyWhileSeen: true,
    isUncached: true,
    events,
    afterEvent: ({ __typename }) => (__typename === 'EngagementEvent' ? null : afterEventMs),
  })
  return activityOf(data ?? previousData, heard, roster)
}

function activityOf(loaded: ActivityQuery | undefined, heard: readonly Mark[], roster: Roster): Activity {
  if (!loaded) return { recorded: null, stepMs: 0, steps: [], marks: heard }
  const { stepMs, steps, marks } = loaded.recordedActivity
  return {
    recorded: loaded.recording.map(({ from, to, isReconstructed }) => ({
      ...{ fromMs: Date.parse(from), toMs: Date.parse(to) },
      isReconstructed,
    })),
    stepMs,
    steps: steps.map(({ at, readings, late }) => ({ fromMs: Date.parse(at), readings, late })),
    marks: withHeard(
      marks.map((mark) => markOf(mark, roster)),
      heard,
    ),
  }
}

const kinds: Record<MarkKind, Pick<Mark, 'kind' | 'tone'> & { text: string }> = {
  HANDOVER: { kind: 'handover', tone: 'busy', text: 'leads from here on' },
  LEADER_LOST: { kind: 'alert', tone: 'bad', text: leadershipWords.lost.onMap },
  SPLIT_BRAIN: { kind: 'alert', tone: 'bad', text: leadershipWords.split_brain.onMap },
  FIRST_PLACE: { kind: 'rank', tone: 'quiet', text: 'takes first place' },
  FIRST_PLACE_LOST: { kind: 'rank', tone: 'quiet', text: 'loses first place' },
}

function markOf({ at, kind, convoyId, droneId }: ActivityQuery['recordedActivity']['marks'][number], roster: Roster) {
  const convoy = roster.convoys.get(convoyId as ConvoyId)?.callsign ?? convoyId.slice(0, 8)
  const drone = droneId ? `${roster.drones.get(droneId as DroneId)?.callsign ?? droneId.slice(0, 8)} ` : ''
  const { text, ...rest } = kinds[kind]
  const atMs = Date.parse(at)
  return { ...rest, sequence: `${convoyId} ${kind} ${at}`, atMs, convoyId, text: `${convoy}: ${drone}${text}` }
}

/** What this page has heard says more than what is stored of the same event. */
function withHeard(stored: readonly Mark[], heard: readonly Mark[]): Mark[] {
  const keyOf = ({ convoyId, kind, atMs }: Mark) => `${convoyId} ${kind} ${Math.round(atMs / 1_000)}`
  const known = new Set(heard.map(keyOf))
  return [...stored.filter((mark) => !known.has(keyOf(mark))), ...heard]
}
