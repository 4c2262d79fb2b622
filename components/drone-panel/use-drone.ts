import { useMemo } from 'react'
import {
  DroneDocument,
  type DroneQuery,
  TelemetryDocument,
  type TelemetryQuery,
} from '../../lib/api/documents.generated.ts'
import { useFresh } from '../api/use-fresh.ts'
import { useReplayInstant } from '../shell/use-replay-instant.ts'
import { useScreen } from '../shell/use-screen.ts'

export interface DroneDetails {
  drone: NonNullable<DroneQuery['drone']> | null
  lastHour: TelemetryQuery['telemetry']['readings']
  failure: string | null
  state: 'loading' | 'ready' | 'missing'
}

const hourMs = 3_600_000
const pointsShown = 120
const refreshEveryMs = 15_000
const never = Number.POSITIVE_INFINITY
/** A curve of an hour is loaded again once time has run on by this. */
const stepMs = 30_000
const toStep = (atMs: number) => Math.floor(atMs / stepMs) * stepMs
const noReadings: DroneDetails['lastHour'] = []

/** What the picture leaves out of a drone: live loaded now, every 15 s and after each of its engagements, in replay for each instant. */
export function useDrone(droneId: string): DroneDetails {
  const { events, cursor } = useScreen()
  const atMs = useReplayInstant()
  const hour = useMemo(
    () => ({ droneId, maxPoints: pointsShown, ...hourUntil(atMs === null ? cursor.nowMs() : toStep(atMs)) }),
    [droneId, cursor, atMs],
  )
  const watched =
    atMs === null ? { key: droneId, events, everyMs: () => refreshEveryMs } : { key: droneId, everyMs: () => never }
  const details = useFresh(DroneDocument, {
    ...watched,
    variables: { droneId, ...(atMs !== null && { upTo: new Date(atMs).toISOString() }) },
    isUncached: atMs !== null,
    afterEvent: (event) => (event.__typename === 'EngagementEvent' && event.droneId === droneId ? 0 : null),
  })
  const telemetry = useFresh(TelemetryDocument, {
    ...watched,
    variables: hour,
    variablesNow: () => (atMs === null ? hourUntil(cursor.nowMs()) : {}),
    isUncached: true,
  })
  // What was shown of it stays while the next instant is loading.
  const before = details.previousData?.drone
  const drone = details.data?.drone ?? (before?.droneId === droneId && !details.data ? before : null)
  const hourBefore = telemetry.previousData?.telemetry
  return {
    drone,
    lastHour:
      (telemetry.data?.telemetry ?? (hourBefore?.droneId === droneId ? hourBefore : null))?.readings ?? noReadings,
    failure: details.failure ?? telemetry.failure,
    state: drone ? 'ready' : details.data ? 'missing' : 'loading',
  }
}

const hourUntil = (toMs: number) => ({
  from: new Date(toMs - hourMs).toISOString(),
  to: new Date(toMs).toISOString(),
})
