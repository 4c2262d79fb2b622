import { requestGraphql } from '../../lib/api/client.ts'
import {
  DroneDocument,
  type DroneQuery,
  TelemetryDocument,
  type TelemetryQuery,
} from '../../lib/api/documents.generated.ts'
import type { EventHub } from '../shell/event-hub.ts'
import { createReloadLoop } from '../shell/reload-loop.ts'

export interface DroneDetails {
  drone: NonNullable<DroneQuery['drone']> | null
  lastHour: TelemetryQuery['telemetry']['readings']
  failure: string | null
  state: 'loading' | 'ready' | 'missing'
}

export const noDetails: DroneDetails = { drone: null, lastHour: [], failure: null, state: 'loading' }

const hourMs = 3_600_000
const pointsShown = 120
const refreshEveryMs = 15_000

/** Loads what the live picture leaves out of a drone, now, every 15 s and after each of its engagements. Answers how to stop. */
export function followDetails(
  droneId: string,
  screen: { events: EventHub; nowMs(): number },
  onChange: (change: Partial<DroneDetails>) => void,
): () => void {
  const load = async (signal: AbortSignal) => {
    const toMs = screen.nowMs()
    const span = { from: new Date(toMs - hourMs).toISOString(), to: new Date(toMs).toISOString() }
    const [{ drone }, { telemetry }] = await Promise.all([
      requestGraphql(DroneDocument, { droneId }, { signal }),
      requestGraphql(TelemetryDocument, { droneId, ...span, maxPoints: pointsShown }, { signal }),
    ])
    onChange({ drone, lastHour: telemetry.readings, failure: null, state: drone ? 'ready' : 'missing' })
    loop.ask(refreshEveryMs)
  }
  const loop = createReloadLoop(load, (cause) =>
    onChange({ failure: cause instanceof Error ? cause.message : String(cause) }),
  )
  const stop = screen.events.onEvent((event) => {
    if (event.__typename === 'EngagementEvent' && event.droneId === droneId) loop.ask()
  })
  const stopRetrying = screen.events.onConnected(loop.retry)
  return () => {
    stop()
    stopRetrying()
    loop.close()
  }
}
