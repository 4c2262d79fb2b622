/** Formats of one row a reading: every reading as it is stored, with its flags. */
import { toCsvCell } from '../../../../lib/text/csv.ts'
import type { StoredReading } from '../../../../schema/telemetry.ts'
import { csvHeader, toCsvLine, toWire } from '../wire.ts'
import type { ExportWriter } from './writer.ts'

/** Lines that can be sent again as they are. */
export const createNdjsonWriter = (): ExportWriter => ({
  begin: () => '',
  beginDrone: () => '',
  reading: (reading) => `${JSON.stringify(toWire(reading))}\n`,
  endDrone: () => [],
  end: () => '',
})

export function createCsvWriter(): ExportWriter {
  let callsign = ''
  return {
    begin: () => `${csvHeader},callsign\r\n`,
    beginDrone(drone) {
      callsign = toCsvCell(drone.callsign)
      return ''
    },
    reading: (reading: StoredReading) => `${toCsvLine(reading)},${callsign}\r\n`,
    endDrone: () => [],
    end: () => '',
  }
}
