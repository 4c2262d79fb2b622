import { requirePermission } from '../../../../lib/permissions.ts'
import { plainText } from '../../../../lib/text/plain-text.ts'
import type { Drone } from '../../../../schema/convoys.ts'
import type { Actor } from '../../../../schema/permissions.ts'
import type { StoredReading } from '../../../../schema/telemetry.ts'
import type { Ports } from '../../../ports/index.ts'
import { readHistory } from '../history.ts'
import { gapMsOf } from './track.ts'
import type { ExportedDrone, ExportWriter } from './writer.ts'

type Deps = Pick<Ports, 'tables'>

export interface Span {
  fromMs: number
  toMs: number
}

/** The readings of one drone in pages that are read lazily, oldest first. */
export interface DroneReadings {
  drone: ExportedDrone
  pages: AsyncIterable<readonly StoredReading[]>
}

/**
 * The readings of the drones in [fromMs, toMs), one drone after the other. A reading that is stored meanwhile may or may not be
 * included. Throws the signal's reason when it aborts.
 */
export function readExport(
  deps: Deps,
  actor: Actor,
  drones: readonly Drone[],
  { fromMs, toMs }: Span,
  signal: AbortSignal,
): Iterable<DroneReadings> {
  requirePermission(actor, 'telemetry:read')
  return drones.map((drone) => ({
    drone: exportedDroneOf(drone),
    pages: readHistory(deps, actor, drone.droneId, fromMs, toMs, signal),
  }))
}

const exportedDroneOf = ({ droneId, callsign, platformType, reportIntervalMs }: Drone): ExportedDrone => ({
  ...{ droneId, platformType },
  callsign: plainText(callsign) || droneId,
  gapMs: gapMsOf(reportIntervalMs),
})

const chunkChars = 64 << 10

/** The export as text, in chunks of about 64 Ki characters: the next page is read when one is wanted. */
export async function* writeText(
  writer: ExportWriter,
  title: string,
  readings: Iterable<DroneReadings>,
): AsyncGenerator<string> {
  let chunk = writer.begin(title)
  for (const { drone, pages } of readings) {
    chunk += writer.beginDrone(drone)
    for await (const page of pages)
      for (const reading of page) {
        chunk += writer.reading(reading)
        if (chunk.length < chunkChars) continue
        yield chunk
        chunk = ''
      }
    for (const text of writer.endDrone()) {
      chunk += text
      if (chunk.length < chunkChars) continue
      yield chunk
      chunk = ''
    }
  }
  yield chunk + writer.end()
}
