/** Values on their way into a query and out of its result. */
import {
  DOUBLE,
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

/** Converts the values of one result: an id is written out once, however often it is there. */
export function createResultValues(): (value: DuckDBValue) => ResultValue {
  const ids = new Map<bigint, string>()
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

/** RFC 3339 knows no infinity, and Date no year beyond 275760. */
function toInstant(value: DuckDBTimestampValue): string | null {
  const at = new Date(Number(value.micros / 1_000n))
  return value.isFinite && !Number.isNaN(at.getTime()) ? at.toISOString() : null
}
