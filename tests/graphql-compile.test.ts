/** Compiled queries return exactly what graphql-js returns, errors included; what is not compiled graphql-js runs. */
import { type ExecutionResult, execute, parse, print, validate } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as documents from '../lib/api/documents.generated.ts'
import { createRandom } from '../lib/random/random.ts'
import { localActor } from '../schema/permissions.ts'
import { compileQuery } from '../server/transport/graphql/compile.ts'
import { createContext } from '../server/transport/graphql/context.ts'
import { createEngine, type Engine } from '../server/transport/graphql/engine.ts'
import { convoyId, droneId } from './support/engagement-rig.ts'
import { argumentPools, createOperationGenerator } from './support/generate-operations.ts'
import { type GraphqlRig, openGraphqlRig } from './support/graphql-rig.ts'

let rig: GraphqlRig
let engine: Engine
const logged: string[] = []
let reads = 0
beforeAll(async () => {
  rig = await openGraphqlRig({ drones: 5 })
  for (let n = 0; n < 20; n++) await rig.record({ droneId: droneId(1 + (n % 3)), hit: n % 4 > 0 })
  engine = createEngine({
    ...rig.resolverDeps,
    log: { error: (_, message) => logged.push(message) },
    verbs: {
      ...rig.resolverDeps.verbs,
      async historySpan() {
        reads++
        throw new Error('rejected')
      },
    },
  })
})
afterAll(() => rig.close())

const variables = {
  convoyId,
  droneId: droneId(1),
  limit: 3,
  from: '2026-01-01T00:00:00Z',
  to: '2026-01-02T00:00:00Z',
  maxPoints: 10,
}
const now = () => createContext({ ...rig.resolverDeps }, localActor, () => new AbortController().signal)

/** What graphql-js and the compiled query return; null where the query is not compiled. */
async function both(text: string, variableValues: Record<string, unknown> = variables) {
  const document = parse(text)
  const [operation] = document.definitions
  if (operation?.kind !== 'OperationDefinition') throw new Error('expected an operation first')
  const contextValue = now()
  const plain = await execute({ schema: engine.schema, document, contextValue, variableValues })
  const compiled = compileQuery(engine.schema, document, operation)
  return { plain, compiled: compiled && (await compiled(now(), variableValues)) }
}

const queries = Object.entries(documents)
  .map(([name, document]) => [name, print(document)] as const)
  .filter(([, text]) => text.startsWith('query'))
test.each(queries)('the screen’s %s is compiled and answers the same', async (_, text) => {
  const { plain, compiled } = await both(text)
  expect(JSON.stringify(compiled)).toBe(JSON.stringify(plain))
  expect(plain.errors).toBeUndefined()
})

test.each([
  '{ convoys { a: callsign b: callsign callsign } }',
  '{ convoys { drones { callsign } } convoys { drones { droneId } callsign } }',
  'query { ...Q } fragment Q on Query { ...R convoys { ...C } } fragment R on Query { convoys { version } } fragment C on Convoy { callsign }',
  '{ __typename convoys { __typename ... on Convoy { callsign } ... { roe } } }',
  `query($convoyId: ID!, $limit: Int = 2) { leaderboard(convoyId: $convoyId, limit: $limit) { entries { rank } } }`,
  `query($convoyId: ID!, $other: Int = 2) { leaderboard(convoyId: $convoyId, limit: $other, rankBy: WILSON) { rankBy entries { rank } } }`,
  '{ missing: convoy(convoyId: "00000000-0000-4000-8000-000000000000") { callsign drones { callsign } } }',
  `{ drone(droneId: "${droneId(2)}") { latest { recordedAt } history { from } route { sequence } engagements(first: 2) { hit engagedAt } } }`,
])('compiled and the same: %s', async (text) => {
  const { plain, compiled } = await both(text)
  expect(plain.errors).toBeUndefined()
  expect(JSON.stringify(compiled)).toBe(JSON.stringify(plain))
})

test.each([
  '{ convoys @include(if: true) { callsign } }',
  '{ __schema { queryType { name } } }',
  'mutation { createConvoy(input: { callsign: "A", commandingUnit: "B" }) { success } }',
  'subscription { convoyEvents { __typename } }',
])('not compiled: %s', (text) => {
  const document = parse(text)
  expect(compileQuery(engine.schema, document, document.definitions[0] as never)).toBeNull()
})

test('whatever query is generated, compiled it gives the same data and the same errors', async () => {
  const seed = process.env.TEST_SEED ?? 'compile/1'
  const shape = { pools: argumentPools, invalidShare: 0.004, maxDepth: 6 }
  const generate = createOperationGenerator(engine.schema, createRandom(seed), shape)
  let compared = 0
  let withErrors = 0
  for (let n = 0; n < 1_500; n++) {
    const { query, drawVariables } = generate('query')
    const document = parse(query)
    // What counts the reads of caches is never the same twice.
    if (query.includes('strategies') || validate(engine.schema, document).length > 0) continue
    const given = drawVariables()
    const { plain, compiled } = await both(query, given)
    if (!compiled) continue
    compared++
    if (compiled.errors) withErrors++
    const about = `${seed}: ${query} ${JSON.stringify(given)}`
    expect(JSON.stringify(compiled.data), about).toBe(JSON.stringify(plain.data))
    expect(Boolean(compiled.errors), about).toBe(Boolean(plain.errors))
    // Of several errors inside of what became null, either side reports the one that came first.
    if ([compiled, plain].every(areAtTheirPlace)) expect(wordsOf(compiled), about).toEqual(wordsOf(plain))
  }
  expect(compared).toBeGreaterThan(400)
  expect(withErrors).toBeGreaterThan(100)
})
const areAtTheirPlace = ({ data, errors = [] }: ExecutionResult) =>
  errors.every(({ path = [] }) => {
    const holder = path
      .slice(0, -1)
      .reduce<unknown>((part, key) => (part as Record<string, unknown> | null)?.[key], data)
    return holder !== null && holder !== undefined
  })
const wordsOf = ({ errors = [] }: ExecutionResult) =>
  errors.map(({ message, path, locations }) => JSON.stringify({ message, path, locations })).sort()

describe('what fails in a query:', () => {
  const ask = (text: string) => {
    const { document } = engine.documents.open(text)
    return engine.execute({
      schema: engine.schema,
      document,
      operationName: null,
      variableValues: {},
      contextValue: engine.contextOf({}, () => new AbortController().signal),
    })
  }

  test('an error stands at its place, and its neighbours answer', async () => {
    const { data, errors } = await ask('{ system { mode } convoy(convoyId: "nope") { callsign } }')
    expect(data).toEqual({ system: { mode: 'embedded' }, convoy: null })
    expect(errors).toMatchObject([{ path: ['convoy'], extensions: { code: 'INVALID' } }])
  })
  test('a resolver that throws at once beside ones that reject later leaves no rejection unheeded, and is logged once', async () => {
    logged.length = 0
    const { data, errors } = await ask(
      `{ drone(droneId: "${droneId(1)}") { history { from } latest { late } engagements(first: 0) { hit } } }`,
    )
    expect(data).toEqual({ drone: null })
    expect(errors?.map(({ message }) => message)).toContain('first: expected 1 to 500, got 0.')
    await new Promise((resolve) => setImmediate(resolve))
    expect(logged.length).toBeLessThanOrEqual(1)
  })
  test('a read that fails is not made again', async () => {
    reads = 0
    const { data, errors } = await ask(`{ drone(droneId: "${droneId(1)}") { callsign history { from } } }`)
    expect(data).toEqual({ drone: { callsign: 'HAWK-1-1', history: null } })
    expect(errors).toMatchObject([{ path: ['drone', 'history'] }])
    expect(reads).toBe(1)
  })
  test('a variable of a wrong type is told in words', async () => {
    const { errors } = await engine.execute({
      schema: engine.schema,
      document: engine.documents.open('query($id: ID!) { convoy(convoyId: $id) { callsign } }').document,
      variableValues: {},
      contextValue: engine.contextOf({}, () => new AbortController().signal),
    })
    expect(errors).toMatchObject([{ message: 'Variable "$id" of required type "ID!" was not provided.' }])
  })
})
