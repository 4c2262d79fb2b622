/** Asking a question over HTTP: its answer, how far it is, and cancelling it. */
import { Failure, type FailureCode, type Fault, failureCodes } from '../../lib/errors.ts'
import type { QuestionName } from '../../schema/questions.ts'
import type { Parameters } from './question-request.ts'
import type { Answer } from './rows.ts'

const base = '/api/v1/analytics'
/** As many rows as a chart can show and a browser hold of a dozen questions. */
const maxRows = 20_000

/**
 * Returns the answer. Throws a Failure: `unavailable` when the server can't be reached, else with its code and message (`conflict`
 * when the question was cancelled). Aborting closes the connection, which cancels the question too.
 */
export async function askQuestion(
  name: QuestionName,
  parameters: Parameters,
  {
    queryId,
    signal,
    fetch = globalThis.fetch,
  }: { queryId: string; signal: AbortSignal; fetch?: typeof globalThis.fetch },
): Promise<Answer> {
  const request = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ parameters, maxRows, queryId }),
    signal,
  }
  return (await requestJson(fetch, `${base}/questions/${name}`, request)) as Answer
}

/** 0 … 100; null when the query is not running, or nothing is known of it. */
export async function loadProgress(
  queryId: string,
  signal: AbortSignal,
  fetch = globalThis.fetch,
): Promise<number | null> {
  try {
    const state = (await requestJson(fetch, `${base}/queries/${queryId}`, { signal })) as { progressPct?: number }
    return state.progressPct ?? null
  } catch {
    return null
  }
}

/** The question itself then fails with `conflict`. One that has just been answered stays answered. */
export async function cancelQuery(queryId: string, fetch = globalThis.fetch): Promise<void> {
  await requestJson(fetch, `${base}/queries/${queryId}`, { method: 'DELETE' }).catch(() => null)
}

async function requestJson(fetch: typeof globalThis.fetch, url: string, init: RequestInit): Promise<unknown> {
  let response: Response
  try {
    response = await fetch(url, init)
  } catch (cause) {
    init.signal?.throwIfAborted()
    throw new Failure('unavailable', 'The server can’t be reached', { cause })
  }
  const body: unknown = await response.json().catch(() => null)
  if (response.ok && body !== null) return body
  throw refusalOf(response.status, body)
}

interface Refusal {
  error?: { code?: string; message?: string; faults?: readonly Fault[] }
}

function refusalOf(status: number, body: unknown): Failure {
  const { error } = (body ?? {}) as Refusal
  const code: FailureCode = failureCodes.find((known) => known === error?.code) ?? 'unavailable'
  return new Failure(code, error?.message ?? `The server answered with status ${status}`, {
    faults: error?.faults ?? [],
  })
}
