/** The REST endpoints of replay and of questions about the past, as paths of an OpenAPI 3.1 document that has a schema Error. */
import { questionNames } from '../questions.ts'

const uuid = { type: 'string', format: 'uuid' }
const json = (schema: object) => ({ content: { 'application/json': { schema } } })
const refused = { content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } }
const refusals = (statuses: Record<number, string>) =>
  Object.fromEntries(
    Object.entries(statuses).map(([status, description]) => [status, { description, ...refused }] as const),
  )
const inPath = (name: string, schema: object) => ({ name, in: 'path', required: true, schema })
const instant = (name: string, description: string) => ({
  ...{ name, in: 'query', required: true, schema: { type: 'string' } },
  description: `${description} RFC 3339, or milliseconds since 1970.`,
})
const bodyOf = (properties: object, required: readonly string[] = []) => ({
  required: true,
  ...json({ type: 'object', additionalProperties: false, required, properties }),
})
const maxRows = { type: 'integer', minimum: 1, maximum: 100_000, default: 10_000 }
const queryId = {
  ...uuid,
  description: 'By which the query can be found and cancelled; one is made when it is absent.',
}
const answer = (more: object) => ({
  type: 'object',
  required: ['queryId', 'columns', 'rows', 'isTruncated', 'elapsedMs', 'lakeAsOf'],
  properties: {
    queryId: uuid,
    columns: { type: 'array', items: { type: 'object' } },
    rows: { type: 'array', description: 'A list for each row, in the order of the columns.', items: { type: 'array' } },
    isTruncated: { type: 'boolean', description: 'There were more rows than maxRows.' },
    elapsedMs: { type: 'integer' },
    lakeAsOf: {
      type: ['string', 'null'],
      format: 'date-time',
      description: 'Readings received before it are counted.',
    },
    ...more,
  },
})
const askRefusals = {
  400: 'An unknown field, or a value that does not fit.',
  403: 'The role does not allow it.',
  409: 'The query was cancelled, or its id is in use.',
  415: 'A Content-Type other than JSON.',
  429: 'It took too long, or too many queries are waiting.',
  503: 'The lake is unavailable.',
}

const readFrames = {
  summary: 'Replay the frames of a convoy',
  description:
    'What the live picture showed, in whole minutes, each beginning with a full frame; schema/frames.md describes the bytes. ' +
    'Minutes that are over never change and may be cached for good.',
  parameters: [
    inPath('convoyId', uuid),
    instant('from', 'A whole minute, the first.'),
    instant('to', 'The end of the last minute, at most 10 after from.'),
  ],
  responses: {
    200: { description: 'The frames.', content: { 'application/octet-stream': {} } },
    304: { description: 'As in If-None-Match.' },
    ...refusals({ 400: 'Not a whole minute, or too many of them.', 404: 'No such convoy.', 503: askRefusals[503] }),
  },
}

const readSegment = {
  summary: 'Replay half a minute of several convoys',
  description:
    'As the frames of a convoy, of each convoy that has some: its id, the number of bytes, and its frames; schema/frames.md describes the bytes.',
  parameters: [
    {
      ...{ name: 'convoyIds', in: 'query', required: true, description: 'Up to 100 ids with commas between them.' },
      schema: { type: 'string' },
    },
    instant('from', 'A whole half minute.'),
    instant('to', 'Half a minute after from.'),
  ],
  responses: {
    200: { description: 'The frames.', content: { 'application/octet-stream': {} } },
    ...refusals({
      400: 'Not one whole half minute, or too many convoys.',
      404: 'No such convoy.',
      503: askRefusals[503],
    }),
  },
}

const listQuestions = {
  summary: 'List the questions',
  description: 'Each with its parameters and columns, their units and descriptions.',
  responses: {
    200: {
      description: 'The questions.',
      ...json({ type: 'object', properties: { questions: { type: 'array', items: { type: 'object' } } } }),
    },
    ...refusals({ 403: askRefusals[403] }),
  },
}

const askQuestion = {
  summary: 'Ask a question',
  description:
    'Parameters that are absent have their defaults: the last 24 hours of the lake, every convoy. The query is cancelled when the ' +
    'client disconnects.',
  parameters: [inPath('name', { enum: questionNames })],
  requestBody: bodyOf({ parameters: { type: 'object' }, maxRows, queryId }),
  responses: {
    200: {
      description: 'The answer.',
      ...json(
        answer({
          parameters: { type: 'object', description: 'What was asked, defaults included.' },
          sampled: { type: 'object', properties: { everyMinutes: { type: 'integer' } } },
        }),
      ),
    },
    ...refusals({ ...askRefusals, 404: 'No such question.' }),
  },
}

const runSql = {
  summary: 'Run SQL over the lake',
  description: 'One SELECT over the views of the lake, confined; docs/asking-with-sql.md says what it may do.',
  requestBody: bodyOf({ sql: { type: 'string' }, maxRows, format: { enum: ['json', 'csv', 'parquet'] }, queryId }, [
    'sql',
  ]),
  responses: {
    200: {
      description:
        'The result; as a file its facts are in the headers X-Query-Id, X-Is-Truncated, X-Elapsed-Ms and X-Lake-As-Of.',
      content: { ...json(answer({})).content, 'text/csv': {}, 'application/vnd.apache.parquet': {} },
    },
    ...refusals(askRefusals),
  },
}

const listViews = {
  summary: 'List the views that SQL reads',
  description: 'Each with its columns, their types, and a sentence for each.',
  responses: {
    200: {
      description: 'The views.',
      ...json({ type: 'object', properties: { views: { type: 'array', items: { type: 'object' } } } }),
    },
    ...refusals({ 403: askRefusals[403] }),
  },
}

const ofQuery = (summary: string, description: string) => ({
  summary,
  description,
  parameters: [inPath('queryId', uuid)],
  responses: {
    200: {
      description: 'The query.',
      ...json({
        type: 'object',
        required: ['queryId', 'asked', 'elapsedMs', 'progressPct'],
        properties: {
          queryId: uuid,
          asked: { type: 'string', description: 'The name of a question, or sql.' },
          elapsedMs: { type: 'integer' },
          progressPct: { type: 'number', minimum: 0, maximum: 100 },
        },
      }),
    },
    ...refusals({ 404: 'No such query of this user is running.' }),
  },
})

export const historyPaths = {
  '/api/v1/convoys/{convoyId}/frames': { get: readFrames },
  '/api/v1/frames': { get: readSegment },
  '/api/v1/analytics/questions': { get: listQuestions },
  '/api/v1/analytics/questions/{name}': { post: askQuestion },
  '/api/v1/analytics/sql': { post: runSql },
  '/api/v1/analytics/views': { get: listViews },
  '/api/v1/analytics/queries/{queryId}': {
    get: ofQuery('See how far a query is', 'Of a query of the same user.'),
    delete: ofQuery('Cancel a query', 'Its own request is then refused with conflict.'),
  },
}
