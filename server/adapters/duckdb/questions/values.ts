/** Values on their way into a query and out of its result. */
import {
  DOUBLE,
  type DuckDBDataChunk,
  DuckDBTimestampValue,
  type DuckDBType,
  DuckDBUUIDValue,
  type DuckDBValue,
  INTEGER,
  LIST,
  listValue,
  TIMESTAMP,
  UUID,
  VARCHAR,
} from '@duckdb/node-api'
import type { BoundValue, ResultValue } from '../../../ports/questions.ts'

/** The value with the type it is to have: an empty list has none of its own. */
export function toBound(bound: BoundValue): { value: DuckDBValue; type: DuckDBType } {
  switch (bound.type) {
    case 'instant':
      return { value: new DuckDBTimestampValue(BigInt(bound.value) * 1_000n), type: TIMESTAMP }
    case 'integer':
      return { value: bound.value, type: INTEGER }
    case 'number':
      return { value: bound.value, type: DOUBLE }
    case 'ids':
      return { value: listValue(bound.value.map(toUuid)), type: LIST(UUID) }
    case 'texts':
      return { value: listValue(bound.value), type: LIST(VARCHAR) }
    case 'numbers':
      return { value: listValue(bound.value), type: LIST(DOUBLE) }
  }
}

const toUuid = (id: string): DuckDBUUIDValue => DuckDBUUIDValue.fromUint128(BigInt(`0x${id.replaceAll('-', '')}`))

/** Reads the chunks of one result, column by column: an id is written out once, however often it is there. */
export function createRowReader(): (chunk: DuckDBDataChunk) => ResultValue[][] {
  const toResultValue = createResultValues()
  return (chunk) => {
    const rows: ResultValue[][] = Array.from({ length: chunk.rowCount }, () => [])
    for (let column = 0; column < chunk.columnCount; column++)
      chunk.visitColumnValues(column, (value, row) => void rows[row]?.push(toResultValue(value)))
    return rows
  }
}

function createResultValues(): (value: DuckDBValue) => ResultValue {
  const ids = new Map<bigint, string>()
  const toInstant = createInstants()
  const toId = (value: DuckDBUUIDValue): string => {
    const known = ids.get(value.hugeint)
    if (known !== undefined) return known
    const text = value.toString()
    ids.set(value.hugeint, text)
    return text
  }
  const convert = (value: DuckDBValue): ResultValue => {
    if (typeof value === 'number') return Number.isFinite(value) ? value : null
    if (typeof value === 'bigint') return toWhole(value)
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
    if (value instanceof DuckDBUUIDValue) return toId(value)
    if (value instanceof DuckDBTimestampValue) return toInstant(value)
    if ('items' in value && Array.isArray(value.items)) return value.items.map(convert)
    if ('toDouble' in value) return convert(value.toDouble())
    return value.toString()
  }
  return convert
}

const toWhole = (value: bigint): number | string =>
  value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : String(value)

const dayMs = 86_400_000

/** Instants as RFC 3339, which knows no infinity; null too beyond the years that Date has. A day is written out once while it lasts. */
function createInstants(): (value: DuckDBTimestampValue) => string | null {
  let dayAtMs = Number.NaN
  let dayText = ''
  return ({ micros }) => {
    const atMs = toMs(micros)
    const sinceMs = atMs - dayAtMs
    if (sinceMs >= 0 && sinceMs < dayMs) return `${dayText}${toTimeOfDay(sinceMs)}`
    const at = new Date(atMs)
    if (Number.isNaN(at.getTime())) return null
    dayAtMs = Math.floor(atMs / dayMs) * dayMs
    const text = at.toISOString()
    dayText = text.slice(0, text.indexOf('T') + 1)
    return text
  }
}

function toMs(micros: bigint): number {
  const inexact = Number(micros)
  return Number.isSafeInteger(inexact) ? Math.trunc(inexact / 1_000) : Number(micros / 1_000n)
}

const twoDigits = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, '0'))

function toTimeOfDay(ms: number): string {
  const [hour, minute, second] = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, Math.floor(ms / 1_000) % 60]
  return `${twoDigits[hour]}:${twoDigits[minute]}:${twoDigits[second]}.${String(ms % 1_000).padStart(3, '0')}Z`
}
