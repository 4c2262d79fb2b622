import { useMemo } from 'react'
import {
  DroneDocument,
  type DroneQuery,
  TelemetryDocument,
  type TelemetryQuery,
} from '../../lib/api/documents.generated.ts'
import { useFresh } from '../api/use-fresh.ts'
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
const noReadings: DroneDetails['lastHour'] = []

/** What the live picture leaves out of a drone, loaded now, every 15 s and after each of its engagements. */
export function useDrone(droneId: string): DroneDetails {
  const { events, cursor } = useScreen()
  const hour = useMemo(() => ({ droneId, maxPoints: pointsShown, ...hourUntil(cursor.nowMs()) }), [droneId, cursor])
  const watched = { key: droneId, events, everyMs: () => refreshEveryMs }
  const details = useFresh(DroneDocument, {
    ...watched,
    variables: { droneId },
    afterEvent: (event) => (event.__typename === 'EngagementEvent' && event.droneId === droneId ? 0 : null),
  })
  const telemetry = useFresh(TelemetryDocument, {
    ...watched,
    variables: hour,
    variablesNow: () => hourUntil(cursor.nowMs()),
    isUncached: true,
  })
  const drone = details.data?.drone ?? null
  return {
    drone,
    lastHour: telemetry.data?.telemetry.readings ?? noReadings,
    failure: details.failure ?? telemetry.failure,
    state: drone ? 'ready' : details.data ? 'missing' : 'loading',
  }
}

const hourUntil = (toMs: number) => ({
  from: new Date(toMs - hourMs).toISOString(),
  to: new Date(toMs).toISOString(),
})
