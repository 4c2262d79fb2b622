/** Requests to the analytics doors of the server. */
import { Failure, type FailureCode, type Fault, failureCodes } from '../../lib/errors.ts'

export const analyticsPath = '/api/v1/analytics'

/** The JSON of a response. Throws a Failure with the server's code and message; `unavailable` when it can't be reached. */
export async function requestJson(fetch: typeof globalThis.fetch, url: string, init: RequestInit): Promise<unknown> {
  const response = await request(fetch, url, init)
  const body: unknown = await response.json().catch(() => null)
  if (body !== null) return body
  throw refusalOf(response.status, null)
}

/** A response that is not a refusal. Throws as `requestJson` does; an aborted request throws the reason of its signal. */
export async function request(fetch: typeof globalThis.fetch, url: string, init: RequestInit): Promise<Response> {
  let response: Response
  try {
    response = await fetch(url, init)
  } catch (cause) {
    init.signal?.throwIfAborted()
    throw new Failure('unavailable', 'The server can’t be reached', { cause })
  }
  if (response.ok) return response
  throw refusalOf(response.status, await response.json().catch(() => null))
}

interface Refusal {
  error?: { code?: string; message?: string; faults?: readonly Fault[] }
}

function refusalOf(status: number, body: unknown): Failure {
  const { error } = (body ?? {}) as Refusal
  const code: FailureCode = failureCodes.find((known) => known === error?.code) ?? 'unavailable'
  const message = error?.message ?? `The server answered with status ${status}`
  return new Failure(code, message, { faults: error?.faults ?? [] })
}
