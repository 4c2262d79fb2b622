/** GraphQL over HTTP: generated operations as POST, GET and stream, and bodies that are none. */
import type { GraphQLSchema } from 'graphql'
import type { Random } from '../../lib/random/random.ts'
import { argumentPools, createOperationGenerator, type GeneratedOperation } from '../support/generate-operations.ts'
import { reasonOf } from './fuzz-rest.ts'
import { badBytes, badTexts, convoyIds, drawJson, droneIds } from './inputs.ts'
import { type Fuzz, patienceMs } from './report.ts'

/** What a caller may be told; an unknown code, and above all an internal error, is a fault. */
const codes = new Set([
  ...['INVALID', 'MISSING', 'CONFLICT', 'FORBIDDEN', 'LIMITED', 'BAD_REQUEST', 'BAD_USER_INPUT'],
  ...['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'PERSISTED_QUERY_NOT_SUPPORTED'],
])

/** Operations on what the server has: mostly valid ones. */
export function createOperations(schema: GraphQLSchema, random: Random): () => GeneratedOperation {
  const nowMs = Date.now()
  const times = [nowMs, nowMs - 60_000, nowMs - 3_600_000].map((ms) => new Date(ms).toISOString())
  const pools = {
    ...argumentPools,
    convoyId: [...convoyIds, random.uuid(), 'x'],
    // Made again by each generator, and few: a convoy or a drone that is made stays.
    droneId: [...droneIds, 'x', ''],
    ID: [...convoyIds, ...droneIds.slice(0, 5), 'x', ''],
    from: [...times, ...(argumentPools.from ?? [])],
    to: [...times, ...(argumentPools.to ?? [])],
    at: [...times, ...(argumentPools.at ?? [])],
  }
  const generate = createOperationGenerator(schema, random, { pools, invalidShare: 0.01, maxDepth: 5 })
  return () => generate(random.pick(kinds))
}
const kinds = [...new Array(17).fill('query'), 'mutation', 'subscription', 'subscription'] as const

export async function fuzzGraphql({ url, report, signal }: Fuzz, random: Random, schema: GraphQLSchema): Promise<void> {
  const draw = createOperations(schema, random)
  while (!signal.aborted) {
    const operation = draw()
    const input = { query: operation.query, variables: operation.drawVariables() }
    const isStream = operation.kind === 'subscription'
    const cut = isStream || random.int(0, 40) === 0
    const door = isStream ? 'GraphQL stream' : 'GraphQL'
    const broken = !isStream && random.int(0, 9) === 0 ? drawBroken(random) : null
    try {
      const answer = await ask(broken ?? toRequest(operation, input), cut)
      report.count(broken ? 'GraphQL broken' : door, answer.outcome)
      if (answer.problem) report.unexplained(door, answer.problem, broken ? [broken[0], String(broken[1].body)] : input)
    } catch (error) {
      if (cut) report.count(door, 'cut by the client')
      else report.unexplained(door, `no answer: ${reasonOf(error)}`, broken ? String(broken[1].body) : input)
    }
  }

  type Sent = readonly [path: string, init: RequestInit, statuses: readonly number[]]

  function toRequest({ kind }: GeneratedOperation, input: { query: string; variables: object }): Sent {
    if (kind === 'subscription')
      return [path, { ...post(input), headers: { ...json, accept: 'text/event-stream' } }, usual]
    if (kind === 'query' && random.int(0, 9) === 0) {
      const query = new URLSearchParams({ query: input.query, variables: JSON.stringify(input.variables) })
      return [`${path}?${query}`, { headers: { accept: 'text/event-stream' } }, [...usual, 431]]
    }
    const accept = random.pick(['*/*', 'application/json', 'application/graphql-response+json', 'x/y, */*;q=0.1'])
    return [path, { ...post(input), headers: { ...json, accept } }, usual]
  }

  async function ask([target, init, statuses]: Sent, cut: boolean): Promise<{ outcome: string; problem?: string }> {
    const timeout = AbortSignal.timeout(cut ? random.int(0, 400) : patienceMs)
    const response = await fetch(`${url}${target}`, { ...init, signal: timeout })
    const text = await response.text()
    const outcome = String(response.status)
    if (!statuses.includes(response.status))
      return { outcome, problem: `status ${response.status}, expected ${statuses.join(' or ')}: ${text.slice(0, 300)}` }
    // A method that no door takes is answered by the server, not by GraphQL.
    const isGraphql = response.headers.get('content-type')?.includes('json') && ![404, 405].includes(response.status)
    if (!isGraphql) return { outcome }
    return judge(JSON.parse(text), outcome)
  }
}

/** What was answered, in short, and what is wrong with it. */
export function judge(
  answer: { data?: unknown; errors?: readonly GivenError[] },
  prefix = '',
): { outcome: string; problem?: string } {
  const { data, errors = [] } = answer
  const found = errors.map(({ extensions }) => String(extensions?.code ?? 'without a code'))
  const outcome = `${prefix} ${errors.length === 0 ? 'data' : [...new Set(found)].sort().join('+')}`.trim()
  const odd = errors.find(({ extensions }, at) => !codes.has(found[at] as string) && !isMistakeOfQuery(extensions))
  if (odd) return { outcome, problem: `error ${JSON.stringify(odd).slice(0, 400)}` }
  if (errors.length === 0 && (data === undefined || data === null))
    return { outcome, problem: 'neither data nor errors' }
  return { outcome }
}
interface GivenError {
  message: string
  extensions?: { code?: unknown }
}
/** GraphQL's own words on a query carry no code of ours. */
const isMistakeOfQuery = (extensions: GivenError['extensions']) => extensions?.code === undefined

const path = '/api/graphql'
const json = { 'content-type': 'application/json' }
const post = (input: unknown): RequestInit => ({ method: 'POST', headers: json, body: JSON.stringify(input) })
/** 400 for what is no operation, by the media type that was asked for. */
const usual = [200, 400]

function drawBroken(random: Random): readonly [string, RequestInit, readonly number[]] {
  const body = (given: RequestInit['body'], type = 'application/json') => ({
    method: 'POST',
    headers: { 'content-type': type },
    body: given as NonNullable<RequestInit['body']>,
  })
  switch (random.int(0, 7)) {
    case 0:
      return [path, body(random.pick(badTexts)), [200, 400]]
    case 1:
      return [path, body(new Uint8Array(random.pick(badBytes))), [400]]
    case 2:
      return [path, body('query={__typename}', 'application/x-www-form-urlencoded'), [415]]
    case 3:
      return [path, body(JSON.stringify({ query: '{__typename}', filler: 'x'.repeat(1_000_001) })), [413]]
    case 4:
      return [path, body(JSON.stringify([{ query: '{__typename}' }])), [400]]
    case 5:
      return [
        path,
        { ...body('{"query":"{__typename}"}'), method: random.pick(['PUT', 'DELETE', 'PATCH']) },
        [404, 405],
      ]
    case 6:
      return [path, body(JSON.stringify({ query: `{${' a'.repeat(1_100)}}` })), [200, 400]]
    default:
      return [path, body(JSON.stringify({ query: drawJson(random), variables: drawJson(random) })), [200, 400]]
  }
}
