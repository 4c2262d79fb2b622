/** FAULTS 125: `null` for whatever argument may be null, over the whole schema. */
import {
  type GraphQLArgument,
  type GraphQLField,
  getNamedType,
  isCompositeType,
  isNonNullType,
  parseValue,
} from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createExecutableSchema } from '../server/transport/graphql/schema.ts'
import { convoyId, droneId, engagementId } from './support/engagement-rig.ts'
import { type GraphqlRig, openGraphqlRig } from './support/graphql-rig.ts'

const schema = createExecutableSchema([])
const values: Record<string, string> = {
  convoyId: `"${convoyId}"`,
  convoyIds: `["${convoyId}"]`,
  droneId: `"${droneId(1)}"`,
  from: '"2026-01-01T00:00:00Z"',
  to: '"2026-01-01T01:00:00Z"',
  at: '"2025-12-31T00:00:00Z"',
  jobId: '"none"',
}
/** Where a field stands that takes arguments and is no field of a root. */
const parents: Record<string, (inner: string) => string> = {
  Query: (inner) => `{ ${inner} }`,
  Convoy: (inner) => `{ convoy(convoyId: "${convoyId}") { ${inner} } }`,
  PictureConvoy: (inner) => `{ picture(at: "2025-12-31T00:00:00Z") { convoys { ${inner} } } }`,
  Drone: (inner) => `{ drone(droneId: "${droneId(1)}") { ${inner} } }`,
}

let rig: GraphqlRig
beforeAll(async () => {
  rig = await openGraphqlRig()
  for (let n = 0; n < 15; n++) await rig.record({ droneId: droneId(1 + (n % 3)), engagementId: engagementId(n + 1) })
})
afterAll(() => rig.close())

const nullable = Object.keys(parents).flatMap((typeName) => {
  const type = schema.getType(typeName)
  if (!type || !('getFields' in type)) throw new Error(`${typeName} has no fields`)
  return Object.values(type.getFields() as Record<string, GraphQLField<unknown, unknown>>).flatMap((field) =>
    field.args.filter((argument) => !isNonNullType(argument.type)).map((argument) => ({ typeName, field, argument })),
  )
})

test('the schema was read whole', () => {
  expect(nullable.map(({ typeName, field, argument }) => `${typeName}.${field.name}.${argument.name}`)).toEqual(
    expect.arrayContaining(['Query.leaderboard.limit', 'Query.telemetry.maxPoints', 'Convoy.leaderboard.rankBy']),
  )
  const withArguments = Object.values(schema.getTypeMap()).filter(
    (type) =>
      'getFields' in type &&
      Object.values(type.getFields() as Record<string, GraphQLField<unknown, unknown>>).some(
        ({ args }) => args?.length > 0,
      ) &&
      !type.name.startsWith('__'),
  )
  expect(withArguments.map(({ name }) => name).sort()).toEqual(
    [...Object.keys(parents), 'Mutation', 'Subscription'].sort(),
  )
})

describe('null is as good as nothing for', () => {
  for (const { typeName, field, argument } of nullable)
    test(`${typeName}.${field.name}(${argument.name})`, async () => {
      const others = field.args.filter((one) => isNonNullType(one.type)).map((one) => `${one.name}: ${literalOf(one)}`)
      const ask = async (given: string[], head = '', variables?: Record<string, unknown>, before = '') => {
        const call = [...others, ...given].length > 0 ? `(${[...others, ...given].join(', ')})` : ''
        return rig.ask(
          `${head}${parents[typeName]?.(`${before}${field.name}${call} ${selectionOf(field)}`)}`,
          variables,
        )
      }
      const absent = await ask([])
      expect(absent.errors).toBeUndefined()
      const same = { status: 200, data: absent.data }
      expect(await ask([`${argument.name}: null`])).toMatchObject(same)
      const head = `query($v: ${argument.type}) `
      expect(await ask([`${argument.name}: $v`], head, { v: null })).toMatchObject(same)
      expect(await ask([`${argument.name}: $v`], head, {})).toMatchObject(same)
      const byGraphqlJs = await ask([`${argument.name}: $v`], head, { v: null }, '__typename @skip(if: true) ')
      expect(byGraphqlJs).toMatchObject(same)
    })
})

const literalOf = ({ name }: GraphQLArgument) => {
  const value = values[name]
  if (!value) throw new Error(`no value for ${name}: add one to this test`)
  parseValue(value)
  return value
}
/** Its plain fields, and those of what it holds. */
function selectionOf(field: GraphQLField<unknown, unknown>, depth = 0): string {
  const type = getNamedType(field.type)
  if (!isCompositeType(type) || !('getFields' in type)) return ''
  const fields = Object.values(type.getFields() as Record<string, GraphQLField<unknown, unknown>>).filter(
    (one) => one.args.length === 0 && (depth < 1 || !isCompositeType(getNamedType(one.type))),
  )
  return `{ ${fields.map((one) => `${one.name} ${selectionOf(one, depth + 1)}`).join(' ')} }`
}

test('null for every input field with a default makes what leaving it out makes', async () => {
  const made = (callsign: string, more: string) =>
    rig.ask(`mutation { createConvoy(input: { callsign: "${callsign}", commandingUnit: "U"${more} }) {
      success message convoy { aor { latitudeDeg } roe status heartbeatIntervalMs } } }`)
  const absent = await made('NULL-1', '')
  expect(absent.data?.createConvoy).toMatchObject({ success: true })
  const nulls = ', convoyId: null, aor: null, roe: null, status: null, heartbeatIntervalMs: null'
  expect((await made('NULL-2', nulls)).data).toEqual(absent.data)
  const added = await rig.ask(`mutation { addDrones(input: { convoyId: "${convoyId}", drones: [
    { callsign: "N-1", droneId: null, platformType: null, reportIntervalMs: null, route: null }] }) {
      success drones { platformType reportIntervalMs route { sequence } } } }`)
  expect(added.data?.addDrones).toEqual({
    success: true,
    drones: [{ platformType: 'UNKNOWN', reportIntervalMs: null, route: [] }],
  })
  const recorded = await rig.ask(`mutation { recordEngagement(input: { engagementId: null, convoyId: "${convoyId}",
    droneId: "${droneId(1)}", hit: true, weaponType: NONE, target: null, bda: null, engagedAt: null }) { success } }`)
  expect(recorded.data?.recordEngagement).toEqual({ success: true })
})
