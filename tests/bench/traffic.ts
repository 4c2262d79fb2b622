/** Drones that fly straight on over one view of the map, each reporting once a second. */
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { WebSocket } from 'ws'
import type { DroneId } from '../../schema/ids.ts'

/** What a 1280×720 map shows at zoom 8 around `center`, less a margin. */
export const trafficView = { zoom: 8, center: { latitudeDeg: 34.1, longitudeDeg: 66.4 } } as const
const halfBox = { latitudeDeg: 1.3, longitudeDeg: 3 }

export interface Place {
  latitudeDeg: number
  longitudeDeg: number
  headingDeg: number
}

export const cruisingMps = 90

/** Where drone `index` is at an instant: it flies across the box and begins again at the other side. */
export function placeAt(index: number, atMs: number, speedMps: number): Place {
  const headingDeg = (index * 137.5) % 360
  const heading = (headingDeg * Math.PI) / 180
  const flownDeg = ((atMs / 1000) * speedMps) / 111_195
  const across = (start: number, step: number, half: number) => {
    const part = (start + step / (2 * half)) % 1
    return (part < 0 ? part + 1 : part) * 2 * half - half
  }
  const { center } = trafficView
  return {
    latitudeDeg:
      center.latitudeDeg + across((index * 0.754_877) % 1, flownDeg * Math.cos(heading), halfBox.latitudeDeg),
    longitudeDeg:
      center.longitudeDeg + across((index * 0.569_84) % 1, flownDeg * Math.sin(heading), halfBox.longitudeDeg),
    headingDeg,
  }
}

const sliceMs = 100
const mostPerSecond = 10_000
/** How often each of so many drones reports: once a second, more drones less often. */
export const reportEveryMs = (drones: number): number => Math.max(1_000, (1_000 * drones) / mostPerSecond)

/** Reports for every drone in turn, a slice of them every 100 ms, until the signal aborts. The time of a reading is that of its sending. */
export async function startTraffic(
  url: string,
  droneIds: readonly DroneId[],
  signal: AbortSignal,
  speedMps = cruisingMps,
): Promise<void> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/telemetry`, { perMessageDeflate: false })
  await once(socket, 'open')
  const run = async () => {
    const startedMs = Date.now()
    const slices = Math.ceil(reportEveryMs(droneIds.length) / sliceMs)
    for (let tick = 0; !signal.aborted; tick++) {
      const waitMs = startedMs + tick * sliceMs - Date.now()
      if (waitMs > 0) await delay(waitMs)
      const nowMs = Date.now()
      const readings = []
      for (let i = tick % slices; i < droneIds.length; i += slices)
        readings.push({
          droneId: droneIds[i],
          recordedAt: nowMs,
          sequence: Math.floor(tick / slices),
          ...placeAt(i, nowMs, speedMps),
          altitudeM: 4_000,
          speedMps,
          fuelPct: 70,
          linkPct: 80,
        })
      socket.send(JSON.stringify({ type: 'telemetry', batchId: tick, readings }))
    }
    socket.terminate()
  }
  void run()
}
