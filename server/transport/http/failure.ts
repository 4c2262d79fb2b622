import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { Failure, type FailureCode, isFailure } from '../../../lib/errors.ts'
import type { Clock } from '../../ports/clock.ts'
import { answerJson } from './doors.ts'
import { answerEarly } from './early-answer.ts'

/** A failure with an HTTP status of its own. */
export class HttpFailure extends Failure {
  readonly status: number

  constructor(
    status: number,
    code: FailureCode,
    message: string,
    details: ConstructorParameters<typeof Failure>[2] = {},
  ) {
    super(code, message, details)
    this.name = 'HttpFailure'
    this.status = status
  }
}

const statusOf: Record<FailureCode, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  conflict: 409,
  limited: 429,
  unavailable: 503,
}

/** The failure as shown by every endpoint. A bug is logged once and shown only as a request id. */
export function toErrorBody(error: unknown, log: Logger): { status: number; body: ErrorBody } {
  if (isFailure(error)) {
    const { code, message, faults, retryAfterMs } = error
    const status = error instanceof HttpFailure ? error.status : statusOf[code]
    return { status, body: { code, message, faults, ...(retryAfterMs === null ? {} : { retryAfterMs }) } }
  }
  const requestId = randomUUID()
  log.error({ err: error, requestId }, 'a request failed with a bug')
  return {
    status: 500,
    body: { code: 'internal', message: `Something failed here: request ${requestId}.`, faults: [] },
  }
}

export interface ErrorBody {
  code: FailureCode | 'internal'
  message: string
  faults: Failure['faults']
  retryAfterMs?: number
}

/** Sends the failure and, when the request body has not been read completely, closes the connection after it. */
export async function sendFailure(
  deps: { clock: Clock; log: Logger },
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
): Promise<void> {
  const { status, body } = toErrorBody(error, deps.log)
  if (response.headersSent) {
    response.destroy()
    return
  }
  const headers: Record<string, string> =
    body.retryAfterMs === undefined ? {} : { 'retry-after': String(Math.max(1, Math.ceil(body.retryAfterMs / 1_000))) }
  if (request.complete) return answerJson(response, status, { error: body }, headers)

  await answerEarly(deps.clock, request, response, { status, text: JSON.stringify({ error: body }), headers })
}
