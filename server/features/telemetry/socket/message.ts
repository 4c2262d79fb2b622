import { describe, Failure, type FailureCode } from '../../../../lib/errors.ts'
import { maxReadingsPerBatch } from '../../../../schema/telemetry.ts'
import type { IngestResult } from '../ingest-result.ts'
import { parseJson } from '../rest/batch.ts'

export interface TelemetryMessage {
  batchId: string | number
  readings: readonly unknown[]
}

/** An invalid message, with its batch id if it has one. */
export class BadMessage extends Failure {
  readonly batchId: string | number | null

  constructor(
    batchId: string | number | null,
    path: string,
    expected: string,
    got: unknown,
    code: FailureCode = 'invalid',
  ) {
    const shown = got === undefined ? 'nothing' : describe(got)
    super(code, `${path || 'The message'} is ${shown}, expected ${expected}.`, {
      faults: [{ code, path, expected, got: shown }],
    })
    this.batchId = batchId
  }
}

/** Parses a message of `/ws/telemetry`, but not its readings; throws `invalid`. */
export function parseMessage(text: string): TelemetryMessage {
  const value = parseJson(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new BadMessage(null, '', 'an object', value)
  const { type, batchId: id, readings } = value as Record<string, unknown>
  const batchId = isBatchId(id) ? id : null
  if (type !== 'telemetry') throw new BadMessage(batchId, 'type', '"telemetry"', type)
  if (batchId === null) throw new BadMessage(null, 'batchId', 'text of 1 to 64 characters, or a whole number', id)
  if (!Array.isArray(readings)) throw new BadMessage(batchId, 'readings', 'a list', readings)
  if (readings.length > maxReadingsPerBatch)
    throw new BadMessage(batchId, 'readings', `at most ${maxReadingsPerBatch} readings`, readings.length, 'limited')
  return { batchId, readings }
}

const isBatchId = (value: unknown): value is string | number =>
  typeof value === 'string' ? value.length >= 1 && value.length <= 64 : Number.isSafeInteger(value)

/** The acknowledgement of a batch: its result as JSON. */
export function printAcknowledgement(batchId: string | number, result: IngestResult): string {
  const { accepted, duplicates, late, refused, ignoredCount, flagged, gaps } = result
  if (refused.length > 0 || ignoredCount > 0 || flagged.outOfBounds.length > 0)
    return JSON.stringify({ type: 'ack', batchId, ...result })
  // Most results are numbers only: printing them takes a fifth of the time of JSON.stringify.
  const flags = `{"nullIsland":${flagged.nullIsland},"implausible":${flagged.implausible},"outOfBounds":[]}`
  return `{"type":"ack","batchId":${JSON.stringify(batchId)},"accepted":${accepted},"duplicates":${duplicates},"late":${late},"refused":[],"ignoredFields":[],"ignoredCount":0,"flagged":${flags},"gaps":${gaps}}`
}
