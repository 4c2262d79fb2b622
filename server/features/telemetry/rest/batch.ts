import { describe, Failure } from '../../../../lib/errors.ts'
import { maxReadingsPerBatch } from '../../../../schema/telemetry.ts'
import { HttpFailure } from '../../../transport/http/failure.ts'
import { type Parsed, parseReading } from '../parse.ts'

/** Nesting depth of lists and objects; a reading with its leadership report needs four. */
const maxDepth = 32

/** Parses one reading or a list of readings. Of duplicate keys the last one wins, as in JSON.parse. */
export function parseJsonBatch(text: string, nowMs: number): Parsed[] {
  const value = parseJson(text)
  const readings: unknown[] = Array.isArray(value) ? value : [value]
  requireBatchSize(readings.length)
  return readings.map((reading) => parseReading(reading, nowMs))
}

/** Parses one reading per line; empty lines are skipped. A line that is not JSON is refused, the others are kept. */
export function parseNdjsonBatch(text: string, nowMs: number): Parsed[] {
  const batch: Parsed[] = []
  for (let from = 0; from < text.length; ) {
    const newline = text.indexOf('\n', from)
    const to = newline === -1 ? text.length : newline
    const line = text.slice(from, to).trim()
    if (line !== '') batch.push(parseLine(line, nowMs))
    requireBatchSize(batch.length)
    from = to + 1
  }
  return batch
}

function parseLine(line: string, nowMs: number): Parsed {
  try {
    return parseReading(parseJson(line), nowMs)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return { fault: { code: 'invalid', path: '', expected: 'a JSON object on a line', got: describe(line) } }
  }
}

/** Throws `invalid` for text that is not JSON, and for JSON nested too deeply to walk safely. */
export function parseJson(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    const reason = cause instanceof SyntaxError ? describe(cause.message).slice(1, -1) : 'it cannot be read'
    throw new Failure('invalid', `Body is not JSON: ${reason}.`, { cause })
  }
  if (isDeeper(value, maxDepth))
    throw new Failure('invalid', `Body nests lists and objects deeper than ${maxDepth}, expected at most that.`)
  return value
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  if (Array.isArray(value)) {
    for (const item of value) if (isDeeper(item, levels - 1)) return true
    return false
  }
  const record = value as Record<string, unknown>
  for (const name in record) {
    const member = record[name]
    if (typeof member === 'object' && member !== null && isDeeper(member, levels - 1)) return true
  }
  return false
}

function requireBatchSize(size: number): void {
  if (size > maxReadingsPerBatch)
    throw new HttpFailure(
      413,
      'limited',
      `Batch has ${size} readings or more, expected at most ${maxReadingsPerBatch}.`,
    )
}
