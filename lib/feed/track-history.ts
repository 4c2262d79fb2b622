import type { DroneId } from '../../schema/ids.ts'
import { requestGraphql } from '../api/client.ts'
import { DroneDocument, TelemetryDocument } from '../api/documents.generated.ts'

export interface TrackPoint {
  atMs: number
  latitudeDeg: number
  longitudeDeg: number
  /** Null island or an implausible jump: the true position is unknown. */
  isDoubtful: boolean
}

/** Stored positions of drones, oldest first. Fails with `unavailable` when the server is. */
export interface TrackHistory {
  between(droneId: DroneId, fromMs: number, toMs: number, signal: AbortSignal): Promise<TrackPoint[]>
  /** From the first stored reading to the last; empty for a drone without any. */
  whole(droneId: DroneId, signal: AbortSignal): Promise<TrackPoint[]>
}

/** Enough for a trail of ten minutes, and for a day's flight on a wall display. */
const pointsBetween = 240
const pointsWhole = 2_000

export function createTrackHistory(options: { url?: string; fetch?: typeof globalThis.fetch } = {}): TrackHistory {
  const load = async (droneId: DroneId, from: string, to: string, maxPoints: number, signal: AbortSignal) => {
    const { telemetry } = await requestGraphql(
      TelemetryDocument,
      { droneId, from, to, maxPoints },
      { ...options, signal },
    )
    return telemetry.readings.map(({ recordedAt, latitudeDeg, longitudeDeg, nullIsland, implausible }) => ({
      atMs: Date.parse(recordedAt),
      latitudeDeg,
      longitudeDeg,
      isDoubtful: nullIsland || implausible,
    }))
  }
  const toText = (atMs: number) => new Date(atMs).toISOString()
  return {
    between: (droneId, fromMs, toMs, signal) => load(droneId, toText(fromMs), toText(toMs), pointsBetween, signal),
    async whole(droneId, signal) {
      const { drone } = await requestGraphql(DroneDocument, { droneId }, { ...options, signal })
      if (!drone?.history) return []
      const until = Date.parse(drone.history.to) + 1 // the range is half-open; include the last reading
      return load(droneId, drone.history.from, toText(until), pointsWhole, signal)
    },
  }
}
