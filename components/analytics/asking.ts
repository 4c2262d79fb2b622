/** Asking a question over HTTP. */
import type { QuestionName } from '../../schema/questions.ts'
import { analyticsPath, request, requestJson } from './http.ts'
import type { Parameters } from './question-request.ts'
import type { Answer } from './rows.ts'

/** As many rows as a chart can show and a browser hold of a dozen questions. */
const maxRows = 20_000
const fileRows = 100_000

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
  const body = { parameters, maxRows, queryId }
  return (await requestJson(fetch, pathOf(name), post(body, signal))) as Answer
}

/** The rows as a Parquet file, of which there may be more than are shown. Throws as `askQuestion` does. */
export async function fetchQuestionFile(
  name: QuestionName,
  parameters: Parameters,
  { signal, fetch = globalThis.fetch }: { signal: AbortSignal; fetch?: typeof globalThis.fetch },
): Promise<Blob> {
  const body = { parameters, maxRows: fileRows, format: 'parquet' }
  return (await request(fetch, pathOf(name), post(body, signal))).blob()
}

const pathOf = (name: QuestionName) => `${analyticsPath}/questions/${name}`

const post = (body: object, signal: AbortSignal): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
  signal,
})
