/** What fails in a query fails alone. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { droneId } from './support/engagement-rig.ts'
import { type GraphqlRig, openGraphqlRig } from './support/graphql-rig.ts'

let reads = 0
let rig: GraphqlRig
beforeAll(async () => {
  const history = async () => {
    reads++
    throw new Error('rejected')
  }
  rig = await openGraphqlRig({ resolvers: { Drone: { history } } })
})
afterAll(() => rig.close())

test('an error stands at its place, and its neighbours answer', async () => {
  const { data, errors } = await rig.ask('{ system { mode } convoy(convoyId: "nope") { callsign } }')
  expect(data).toEqual({ system: { mode: 'embedded' }, convoy: null })
  expect(errors).toMatchObject([{ path: ['convoy'], extensions: { code: 'INVALID' } }])
})
test('a resolver that throws at once beside ones that reject later leaves no rejection unhandled, and is logged once', async () => {
  rig.logged.length = 0
  const { data, errors } = await rig.ask(
    `{ drone(droneId: "${droneId(1)}") { history { from } latest { late } engagements(first: 0) { hit } } }`,
  )
  expect(data).toEqual({ drone: null })
  expect(errors?.map(({ message }) => message)).toContain('first: expected 1 to 500, got 0.')
  await new Promise((resolve) => setImmediate(resolve))
  expect(rig.logged.length).toBeLessThanOrEqual(1)
})
test('a read that fails is not made again', async () => {
  reads = 0
  const { data, errors } = await rig.ask(`{ drone(droneId: "${droneId(1)}") { callsign history { from } } }`)
  expect(data).toEqual({ drone: { callsign: 'HAWK-1-1', history: null } })
  expect(errors).toMatchObject([{ path: ['drone', 'history'] }])
  expect(reads).toBe(1)
})
test('a variable that is missing is named', async () => {
  const { errors } = await rig.ask('query($id: ID!) { convoy(convoyId: $id) { callsign } }')
  expect(errors).toMatchObject([{ message: 'Variable "$id" of required type "ID!" was not provided.' }])
})
