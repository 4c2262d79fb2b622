import type { LakeBatch, LakeColumn } from '../../../lib/lake/batch.ts'
import { putUuid } from '../../../lib/lake/rows-to-batch.ts'
import { lakeColumns, positionScale } from '../../../schema/lake-columns.ts'
import { parseLeadershipHead } from '../../../schema/leadership-text.ts'
import type { telemetry } from '../../../schema/tables.ts'
import { telemetryFieldNames, telemetryFields } from '../../../schema/telemetry.ts'
import type { ColumnPage } from '../../ports/tables.ts'
import { type Cursor, type StepColumns, writeSteps } from './steps.ts'

export const rowsPerBatch = 8_192

interface Numbers {
  values: Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>
  nulls: Uint8Array<ArrayBuffer>
}

const measured = telemetryFieldNames.filter((name) => !('required' in telemetryFields[name]))
/** The columns of the store that the lake is made of. */
export const readColumns = [
  ...(['recordedAtMs', 'sequence', 'latitudeDeg', 'longitudeDeg', 'receivedAtMs', 'flags', 'leadership'] as const),
  ...measured,
]
export type ReadingsPage = ColumnPage<typeof telemetry, (typeof readColumns)[number]>

/** Gathers readings, column by column as in `lakeColumns.telemetry`. */
export interface TelemetryBatch {
  readonly rowCount: number
  /** Adds rows [from, until) of a page, as many as there is room for, and moves the drone's cursor to the last. Returns how many. */
  add(page: ReadingsPage, from: number, until: number, cursor: Cursor): number
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
  const [convoyIds, droneIds, leaderIds, terms] = [of('convoyId'), of('droneId'), of('leaderId'), of('term')]
  const [stepM, stepMs] = [of('stepM'), of('stepMs')]
  stepMs.nulls = stepM.nulls
  const steps = { stepM: stepM.values, stepMs: stepMs.values, isNull: stepM.nulls } as StepColumns
  const ids = new Int32Array(8)
  const leader = { id: '', words: new Int32Array(4) }
  let rowCount = 0

  function addLeadership(texts: readonly (string | null)[], from: number, until: number): void {
    for (let at = from, row = rowCount; at < until; at++, row++) {
      const text = texts[at] ?? null
      const { term, leaderId } = text === null ? none : parseLeadershipHead(text)
      if (term === null) terms.nulls[row] = 1
      else terms.values[row] = term
      if (leaderId === null) leaderIds.nulls[row] = 1
      else {
        if (leader.id !== leaderId) putUuid(leader.words, 0, leaderId)
        leader.id = leaderId
        copyWords(leader.words, 0, leaderIds.values, row * 4)
      }
    }
  }

  return {
    get rowCount() {
      return rowCount
    },
    setDrone(convoyId, droneId) {
      putUuid(ids, 0, convoyId)
      putUuid(ids, 4, droneId)
    },
    add({ columns: read }, from, wanted, cursor) {
      const until = Math.min(wanted, from + capacity - rowCount)
      for (let row = rowCount; row < rowCount + until - from; row++) {
        copyWords(ids, 0, convoyIds.values, row * 4)
        copyWords(ids, 4, droneIds.values, row * 4)
      }
      copyNumbers(read.recordedAtMs, of('recordedAt'), rowCount, from, until)
      copyNumbers(read.receivedAtMs, of('receivedAt'), rowCount, from, until)
      copyNumbers(read.sequence, of('sequence'), rowCount, from, until)
      copyNumbers(read.flags, of('flags'), rowCount, from, until)
      copyPositions(read.latitudeDeg, of('latitudeE7'), rowCount, from, until)
      copyPositions(read.longitudeDeg, of('longitudeE7'), rowCount, from, until)
      for (const name of measured) copyNumbers(read[name], of(name), rowCount, from, until)
      addLeadership(read.leadership, from, until)
      writeSteps(steps, rowCount, read, from, until, cursor)
      rowCount += until - from
      return until - from
    },
    toBatch: () => ({ rowCount, columns: Object.values(columns) satisfies LakeColumn[] }),
  }
}

const none = { term: null, leaderId: null }

function copyNumbers(
  from: readonly (number | null)[],
  { values, nulls }: Numbers,
  row: number,
  first: number,
  until: number,
): void {
  for (let at = first, to = row; at < until; at++, to++) {
    const value = from[at] as number | null
    if (value === null) nulls[to] = 1
    else values[to] = value
  }
}

function copyPositions(from: readonly number[], { values }: Numbers, row: number, first: number, until: number): void {
  for (let at = first, to = row; at < until; at++, to++) values[to] = Math.round((from[at] as number) * positionScale)
}

/** The four words of an id; faster than `set`, which is made for many. */
function copyWords(from: Int32Array, fromAt: number, to: Numbers['values'], toAt: number): void {
  for (let word = 0; word < 4; word++) to[toAt + word] = from[fromAt + word] as number
}
