import type { LakeBatch, LakeColumn } from '../../../lib/lake/batch.ts'
import { putUuid } from '../../../lib/lake/rows-to-batch.ts'
import { lakeColumns, positionScale } from '../../../schema/lake-columns.ts'
import type { Row } from '../../../schema/table-types.ts'
import type { telemetry } from '../../../schema/tables.ts'
import { type TelemetryField, telemetryFieldNames, telemetryFields } from '../../../schema/telemetry.ts'
import type { Step } from './steps.ts'

export const rowsPerBatch = 8_192

type TelemetryRow = Row<typeof telemetry>

interface Numbers {
  values: Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>
  nulls: Uint8Array<ArrayBuffer>
}

const measured = telemetryFieldNames.filter((name) => !('required' in telemetryFields[name]))

/** Gathers readings, column by column as in `lakeColumns.telemetry`. */
export interface TelemetryBatch {
  readonly rowCount: number
  add(row: TelemetryRow, step: Step | null): void
  /** The ids of the readings added next. */
  setDrone(convoyId: string, droneId: string): void
  toBatch(): LakeBatch
}

export function createTelemetryBatch(capacity = rowsPerBatch): TelemetryBatch {
  const make = (type: string): Numbers => ({
    values:
      type === 'UUID'
        ? new Int32Array(capacity * 4)
        : type === 'INTEGER'
          ? new Int32Array(capacity)
          : new Float64Array(capacity),
    nulls: new Uint8Array(capacity),
  })
  const columns = Object.fromEntries(
    Object.entries(lakeColumns.telemetry).map(([name, type]) => [name, make(type)]),
  ) as Record<string, Numbers>
  const of = (name: string) => columns[name] as Numbers
  const [convoyIds, droneIds, leaderIds] = [of('convoyId'), of('droneId'), of('leaderId')]
  const [recordedAt, receivedAt, sequence] = [of('recordedAt'), of('receivedAt'), of('sequence')]
  const [latitude, longitude, flags] = [of('latitudeE7'), of('longitudeE7'), of('flags')]
  const [term, stepM, stepMs] = [of('term'), of('stepM'), of('stepMs')]
  const measures: [TelemetryField, Numbers][] = measured.map((name) => [name, of(name)])
  const ids = new Int32Array(8)
  const leader = { id: '', words: new Int32Array(4) }
  let rowCount = 0

  const put = ({ values, nulls }: Numbers, value: number | null) => {
    if (value === null) nulls[rowCount] = 1
    else values[rowCount] = value
  }

  return {
    get rowCount() {
      return rowCount
    },
    setDrone(convoyId, droneId) {
      putUuid(ids, 0, convoyId)
      putUuid(ids, 4, droneId)
    },
    add(row, step) {
      const at = rowCount * 4
      copyWords(ids, 0, convoyIds.values, at)
      copyWords(ids, 4, droneIds.values, at)
      recordedAt.values[rowCount] = row.recordedAtMs
      receivedAt.values[rowCount] = row.receivedAtMs
      sequence.values[rowCount] = row.sequence
      latitude.values[rowCount] = Math.round(row.latitudeDeg * positionScale)
      longitude.values[rowCount] = Math.round(row.longitudeDeg * positionScale)
      flags.values[rowCount] = row.flags
      for (const [name, column] of measures) put(column, row[name])
      put(term, row.leadership?.term ?? null)
      const leaderId = row.leadership?.leaderId ?? null
      if (leaderId === null) leaderIds.nulls[rowCount] = 1
      else {
        if (leader.id !== leaderId) putUuid(leader.words, 0, leaderId)
        leader.id = leaderId
        copyWords(leader.words, 0, leaderIds.values, at)
      }
      put(stepM, step?.stepM ?? null)
      put(stepMs, step?.stepMs ?? null)
      rowCount += 1
    },
    toBatch: () => ({ rowCount, columns: Object.values(columns) satisfies LakeColumn[] }),
  }
}

/** The four words of an id; faster than `set`, which is made for many. */
function copyWords(from: Int32Array, fromAt: number, to: Numbers['values'], toAt: number): void {
  for (let word = 0; word < 4; word++) to[toAt + word] = from[fromAt + word] as number
}
