/** Asking a question over HTTP. */
import type { QuestionName } from '../../schema/questions.ts'
import { analyticsPath, requestJson } from './http.ts'
import type { Parameters } from './question-request.ts'
import type { Answer } from './rows.ts'

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
  return (await requestJson(fetch, `${analyticsPath}/questions/${name}`, request)) as Answer
}
