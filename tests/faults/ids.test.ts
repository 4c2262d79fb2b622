/** An id in any mixture of upper and lower case is one object, at every door. */
import fc from 'fast-check'
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLOutputType,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql'
import { createClient } from 'graphql-ws'
import { afterEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { parseFrameRequest } from '../../server/features/picture/socket-request.ts'
import { createExecutableSchema } from '../../server/transport/graphql/schema.ts'
import { convoyId, droneId, engagementId } from '../support/engagement-rig.ts'
import { type GraphqlRig, openGraphqlRig } from '../support/graphql-rig.ts'
import { doors, droneIdOf, reading, send, startTelemetryServer } from '../support/telemetry-server.ts'

const schema = createExecutableSchema([])
const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi

/** A text with its letters in upper case where the bits say so. */
const spell = (text: string, bits: readonly boolean[]) =>
  [...text].map((letter, at) => (bits[at % bits.length] ? letter.toUpperCase() : letter)).join('')
const spellings = fc.array(fc.boolean(), { minLength: 7, maxLength: 36 }).filter((bits) => bits.includes(true))

/** Objects that the rig has, and such as are to be made. */
const known: Record<string, string> = { convoyId, droneId: droneId(1), engagementId: engagementId(1) }
const unknown: Record<string, string> = {
  convoyId: '550e8400-e29b-41d4-a716-4466554400fa',
  droneId: '660e8400-e29b-41d4-a716-4466554400fb',
}
const isObjectId = (name: string) => Object.hasOwn(known, name.replace(/s$/, ''))

type Input = GraphQLArgument | GraphQLInputField
const takesId = (inputs: readonly Input[]): boolean =>
  inputs.some(({ name, type }) => {
    const named = getNamedType(type)
    return isInputObjectType(named)
      ? takesId(Object.values(named.getFields()))
      : named.name === 'ID' && isObjectId(name)
  })

/** A value for an argument: the ids that there are, else the first that the schema allows; null to leave it out. */
function sampleOf(name: string, type: GraphQLInputType, ids: Record<string, string>): unknown {
  if (isNonNullType(type)) return sampleOf(name, type.ofType, ids) ?? 1
  if (isListType(type)) return [sampleOf(name, type.ofType, ids)]
  if (isInputObjectType(type)) return inputOf(Object.values(type.getFields()), ids)
  if (isEnumType(type)) return type.getValues()[0]?.value ?? null
  if (type.name === 'ID') return ids[name.replace(/s$/, '')] ?? 'abc'
  if (type.name === 'Boolean') return true
  if (type.name === 'String') return name === 'after' ? null : 'OWL-9'
  if (type.name === 'DateTime') return name === 'to' ? '2026-01-01T01:00:00Z' : '2026-01-01T00:00:00Z'
  return null
}
function inputOf(inputs: readonly Input[], ids: Record<string, string>): Record<string, unknown> {
  const given = inputs.filter(({ type, name }) => isNonNullType(type) || isObjectId(name))
  return Object.fromEntries(given.map(({ name, type }) => [name, sampleOf(name, type, ids)]))
}

function selectionOf(type: GraphQLOutputType, depth = 0): string {
  const named = getNamedType(type)
  if (isUnionType(named))
    return `{ ${named
      .getTypes()
      .map((one) => `... on ${one.name} { __typename }`)
      .join(' ')} }`
  if (!isObjectType(named)) return ''
  const parts = Object.values(named.getFields()).flatMap((field) => {
    if (field.args.some(({ type: of, defaultValue }) => isNonNullType(of) && defaultValue === undefined)) return []
    if (!isCompositeType(getNamedType(field.type))) return field.name
    return depth < 2 ? `${field.name} ${selectionOf(field.type, depth + 1)}` : []
  })
  return `{ ${parts.join(' ') || '__typename'} }`
}

type Kind = 'query' | 'mutation' | 'subscription'
const fieldsOf = (kind: Kind) =>
  Object.values(schema.getRootType(kind as never)?.getFields() ?? {}).filter(({ args }) => takesId(args))

/** One call of a field, its ids as variables so that they can be spelt. */
function callOf(kind: Kind, field: GraphQLField<unknown, unknown>) {
  const given = inputOf(field.args, isMaking(field.name) ? { ...known, ...unknownOf(field.name) } : known)
  const used = field.args.filter(({ name }) => name in given)
  const declared = used.map(({ name, type }) => `$${name}: ${type}`).join(', ')
  const passed = used.map(({ name }) => `${name}: $${name}`).join(', ')
  return { query: `${kind}(${declared}) { ${field.name}(${passed}) ${selectionOf(field.type)} }`, variables: given }
}
/** Changes whose sample may be refused, alike by either spelling: what they change is not as they want it. */
const mayBeRefused = (name: string) =>
  !isMaking(name) && !['recordEngagement', 'updateConvoy', 'setRoute'].includes(name)
const isMaking = (name: string) => /^(create|add)[A-Z]/.test(name)
const unknownOf = (name: string): Record<string, string> =>
  name.includes('Convoy') ? { convoyId: unknown.convoyId as string } : { droneId: unknown.droneId as string }

function spellIds<T>(value: T, bits: readonly boolean[]): T {
  return JSON.parse(JSON.stringify(value).replace(uuid, (id) => spell(id, bits))) as T
}

const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})
async function openRig(): Promise<GraphqlRig> {
  const rig = await openGraphqlRig()
  open.push(rig.close)
  // Every cache that there is may keep an object under the wrong spelling.
  for (const entity of ['ROUTE', 'RECENT_ENGAGEMENTS', 'LEADERBOARD'])
    await rig.ask(`mutation { setStrategy(input: { entity: ${entity}, read: READ_THROUGH }) { success } }`)
  await rig.record({ engagementId: engagementId(90), droneId: droneId(1) })
  await rig.record({ engagementId: engagementId(91), droneId: droneId(2), hit: false })
  return rig
}
const queries = fieldsOf('query').map((field) => callOf('query', field))
const readAll = async (rig: GraphqlRig, bits: readonly boolean[] | null) =>
  Promise.all(
    queries.map(async ({ query, variables }) => {
      const { data, errors } = await rig.ask(query, bits ? spellIds(variables, bits) : variables)
      return { query, data, errors }
    }),
  )

test('the schema has arguments to try', () => {
  expect(fieldsOf('query').length).toBeGreaterThanOrEqual(6)
  expect(fieldsOf('mutation').length).toBeGreaterThanOrEqual(6)
  expect(fieldsOf('subscription').length).toBeGreaterThanOrEqual(5)
})

test('every query answers the same for an id in any mixture of cases', async () => {
  const rig = await openRig()
  const expected = await readAll(rig, null)
  for (const { data, errors } of expected) expect(errors, JSON.stringify(data)).toBeUndefined()
  await fc.assert(
    fc.asyncProperty(spellings, async (bits) => {
      expect(await readAll(rig, bits)).toEqual(expected)
    }),
    { numRuns: 10 },
  )
})

describe('every change of an object by an id in capitals', () => {
  test.each(fieldsOf('mutation').map((field) => ({ name: field.name, field })))(
    '$name does what it does by the id in lower case, and what is read next shows it',
    async ({ field }) => {
      const [plain, spelt] = [await openRig(), await openRig()]
      for (const rig of [plain, spelt]) await readAll(rig, null)
      const { query, variables } = callOf('mutation', field)
      const [expected, got] = [await plain.ask(query, variables), await spelt.ask(query, spellIds(variables, [true]))]
      const success = mayBeRefused(field.name) ? expect.any(Boolean) : true
      expect(expected.data?.[field.name], JSON.stringify(expected)).toMatchObject({ success })
      expect([got.data, got.errors]).toEqual([expected.data, expected.errors])
      expect(await readAll(spelt, null)).toEqual(await readAll(plain, null))
    },
  )
})

test('every subscription by an id in capitals hears of the object', async () => {
  const rig = await openRig()
  const client = createClient({ url: rig.socketUrl, webSocketImpl: WebSocket, retryAttempts: 0 })
  const heard = await Promise.all(
    fieldsOf('subscription').map(async (field) => {
      const { query, variables } = callOf('subscription', field)
      const items = client.iterate({ query, variables: spellIds(variables, [true]) })
      let item: IteratorResult<{ data?: unknown; errors?: unknown }> | null = null
      const next = items.next().then((value) => {
        item = value as typeof item
      })
      for (let n = 2; !item; n++) {
        await rig.rank(n)
        await rig.record({ engagementId: engagementId(100 + n) })
        await rig.lead({
          convoyId,
          atMs: rig.clock.nowMs(),
          reason: 'elected',
          before: { state: 'electing', term: n - 1, leaderId: null },
          after: { state: 'healthy', term: n, leaderId: droneId(1), rivalId: null },
        })
        await Promise.race([next, rig.clock.advance(100)])
      }
      await items.return?.()
      return { name: field.name, ...(item as { value?: { data?: unknown; errors?: unknown } }).value }
    }),
  )
  for (const { name, data, errors } of heard) expect([name, errors, !!data]).toEqual([name, undefined, true])
  await client.dispose()
})

const letters = droneIdOf(0)
test.each(doors)(
  'a reading of a drone by its id in capitals is the drone’s, by %s; its history is found by either',
  async (door) => {
    const server = await startTelemetryServer()
    open.push(server.close)
    const answer = await send(server, door, [
      reading({ droneId: letters.toUpperCase(), sequence: 1 }),
      reading({ droneId: spell(letters, [true, false]), sequence: 2 }),
    ])
    expect(answer).toMatchObject({ accepted: 2, refused: [] })
    const own = await server.history(letters)
    expect(own.map(({ droneId: id }) => id)).toEqual([letters, letters])
    expect(await server.history(letters.toUpperCase() as typeof letters)).toEqual(own)
  },
)

test('a request for live frames names a convoy in any mixture of cases', () => {
  fc.assert(
    fc.property(spellings, (bits) => {
      const request = parseFrameRequest(JSON.stringify({ type: 'subscribe', convoyIds: [spell(convoyId, bits)] }))
      expect(request).toMatchObject({ convoyIds: [convoyId] })
    }),
  )
})
