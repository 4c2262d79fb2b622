import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { describe, Failure, invalid } from '../../../lib/errors.ts'
import { requirePermission } from '../../../lib/permissions.ts'
import { findQuestion, type QuestionName, questionNames, questions } from '../../../schema/questions.ts'
import type { ParquetFiles } from '../../ports/parquet-files.ts'
import type { ActorOf } from '../../transport/http/actor-of.ts'
import { createByteBudget } from '../../transport/http/byte-budget.ts'
import { answerJson, type RequestDoor } from '../../transport/http/doors.ts'
import { readJsonObject } from '../../transport/http/json-body.ts'
import { requireMethod, serveRest } from '../../transport/http/rest.ts'
import { type AskDeps, askQuestion } from './ask-question.ts'
import { readQuestionFiles } from './question-files.ts'
import type { RunningQueries } from './running-queries.ts'
import { sendParquet } from './send-parquet.ts'

interface Deps extends AskDeps {
  running: RunningQueries
  parquetFiles: ParquetFiles
  actorOf: ActorOf
  log: Logger
}

const listPath = '/api/v1/analytics/questions'
const askPath = /^\/api\/v1\/analytics\/questions\/([^/]+)$/
const bodyFields = ['parameters', 'maxRows', 'format', 'queryId'] as const
const formats = ['json', 'parquet'] as const
/** Of all bodies being read at one time. */
const maxBytesOfAllBodies = 16 << 20

/**
 * `GET /api/v1/analytics/questions`: the registry. `POST /api/v1/analytics/questions/{name}` with
 * `{parameters?, maxRows?, format?, queryId?}`: the answer, see `QuestionAnswer`, or its rows as a Parquet file. Without parameters their defaults count: the last 24
 * hours of the lake, every convoy. The query is cancelled when the client disconnects.
 */
export function createQuestionsDoor(deps: Deps): RequestDoor {
  const files = readQuestionFiles()
  const budget = createByteBudget(maxBytesOfAllBodies)
  const list = { questions: questionNames.map((name) => ({ name, ...questions[name] })) }

  async function ask(name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    requireMethod(request, response, ['POST'])
    const actor = deps.actorOf(request.headers)
    const [question, file] = [findQuestion(name), files.get(name as QuestionName)]
    if (!question || !file)
      throw new Failure('missing', `No question ${describe(name)}, expected one of ${questionNames.join(', ')}.`)
    const { parameters, maxRows, format, queryId } = await readJsonObject(request, budget, bodyFields)
    const asFormat = parseFormat(format)
    const query = deps.running.start(actor, name, queryId)
    const closed = new AbortController()
    response.once('close', () => closed.abort())
    try {
      const signal = AbortSignal.any([query.signal, closed.signal])
      const asked = { question, file, parameters, maxRows }
      const answer = await askQuestion(deps, actor, asked, { signal, onProgress: query.progress })
      if (asFormat === 'json') answerJson(response, 200, { queryId: query.queryId, ...answer })
      else await sendParquet(deps.parquetFiles, { question: name, queryId: query.queryId, answer }, response, signal)
    } finally {
      query.end()
    }
  }

  return (request, response, path) => {
    const [, name] = askPath.exec(path) ?? []
    if (name !== undefined) return serveRest(deps, request, response, () => ask(name, request, response))
    if (path !== listPath) return false
    return serveRest(deps, request, response, async () => {
      requireMethod(request, response, ['GET', 'HEAD'])
      requirePermission(deps.actorOf(request.headers), 'questions:ask')
      answerJson(response, 200, list)
    })
  }
}

function parseFormat(given: unknown): (typeof formats)[number] {
  const format = formats.find((known) => known === (given ?? 'json'))
  if (!format) throw invalid('format', formats.join(', '), describe(given))
  return format
}
