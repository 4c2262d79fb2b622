/** FAULTS C55: what a query costs is known before anything of it runs. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { droneId } from '../support/engagement-rig.ts'
import { type Answer, type GraphqlRig, openGraphqlRig } from '../support/graphql-rig.ts'

let rig: GraphqlRig
beforeAll(async () => {
  rig = await openGraphqlRig()
})
afterAll(() => rig.close())
afterEach(() => {
  expect(rig.logged).toEqual([])
})

const messages = ({ errors }: Answer) => errors?.map(({ message }) => message)
const refusedWith = async (query: string, message: string, variables?: Record<string, unknown>) => {
  const answer = await rig.ask(query, variables)
  expect(messages(answer)).toEqual([message])
  expect(answer.data ?? null).toBeNull()
}

test('C55 a query over the cost limit is refused', async () => {
  await refusedWith(
    '{ convoys { drones { convoy { drones { callsign } } } } }',
    'Query costs 52021, expected at most 50000: request fewer or smaller pages, or a shorter time range.',
  )
})
test('C55 the page a variable asks for is counted', async () => {
  const query = `query($n: Int) { convoys { leaderboard(limit: $n) { entries { rank callsign accuracyPct } } } }`
  expect((await rig.ask(query, { n: 10 })).errors).toBeUndefined()
  await refusedWith(
    query,
    'Query costs 60041, expected at most 50000: request fewer or smaller pages, or a shorter time range.',
    { n: 1_000 },
  )
  await refusedWith(
    query,
    'Query costs 300041, expected at most 50000: request fewer or smaller pages, or a shorter time range.',
    { n: 1e9 },
  )
})
test('C55 fragments that double each other are measured, not walked', async () => {
  const doubling = Array.from({ length: 40 }, (_, n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} }`)
  const answer = await rig.ask(`{ ...F0 } ${doubling.join(' ')} fragment F40 on Query { system { mode } }`)
  expect(messages(answer)?.[0]).toMatch(/^Query costs \d+, expected at most 50000/)
})

const series = (alias: string, hours: number) => {
  const to = new Date(Date.UTC(2026, 0, 1) + hours * 3_600_000).toISOString()
  return `${alias}: telemetry(droneId: "${droneId(1)}", from: "2026-01-01T00:00:00Z", to: "${to}", maxPoints: 2) { readingsFound }`
}
const seriesOf = (count: number, hours: number) =>
  `{ ${Array.from({ length: count }, (_, n) => series(`a${n}`, hours)).join(' ')} }`
test('C55 a range of times costs by the hour: forty aliases of 62 hours are answered, of 63 refused', async () => {
  expect((await rig.ask(seriesOf(40, 62))).errors).toBeUndefined()
  expect((await rig.ask(seriesOf(3, 720))).errors).toBeUndefined()
  await refusedWith(
    seriesOf(40, 63),
    'Query costs 50480, expected at most 50000: request fewer or smaller pages, or a shorter time range.',
  )
})
test('C55 the time that variables ask for is counted, and never more than is kept', async () => {
  const fields = Array.from(
    { length: 4 },
    (_, n) => `a${n}: telemetry(droneId: "${droneId(1)}", from: $from, to: $to, maxPoints: ${2 + n}) { readingsFound }`,
  )
  const query = `query($from: DateTime!, $to: DateTime! = "2026-01-01T01:00:00Z") { ${fields.join(' ')} }`
  expect((await rig.ask(query, { from: '2026-01-01T00:00:00Z' })).errors).toBeUndefined()
  const message = 'Query costs 57608, expected at most 50000: request fewer or smaller pages, or a shorter time range.'
  await refusedWith(query, message, { from: '1970-01-01T00:00:00Z', to: '9999-01-01T00:00:00Z' })
  await refusedWith(query, message, { from: 0, to: 1_790_000_000_000 })
})
test('C55 the default of a variable with the name of what every object has is counted', async () => {
  const fields = Array.from(
    { length: 4 },
    (_, n) =>
      `a${n}: telemetry(droneId: "${droneId(1)}", from: $constructor, to: $__proto__, maxPoints: ${2 + n}) { stepMs }`,
  )
  const defaults = '$constructor: DateTime! = "1970-01-01T00:00:00Z", $__proto__: DateTime! = "2026-01-01T00:00:00Z"'
  await refusedWith(
    `query(${defaults}) { ${fields.join(' ')} }`,
    'Query costs 57608, expected at most 50000: request fewer or smaller pages, or a shorter time range.',
  )
})
test('C55 the whole schema is served to who asks for it once, not a hundred times in one request', async () => {
  const schema = (n: number) => `s${n}: __schema { types { name fields { name args { name } } } }`
  expect((await rig.ask(`{ ${schema(0)} }`)).errors).toBeUndefined()
  await refusedWith(
    `{ ${Array.from({ length: 20 }, (_, n) => schema(n)).join(' ')} }`,
    'Query costs 100000, expected at most 50000: request fewer or smaller pages, or a shorter time range.',
  )
})
