import { buildSchema, execute, type GraphQLObjectType, type GraphQLSchema, parse } from 'graphql'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeResolversSafe } from './safe-resolvers.ts'

const unhandled: unknown[] = []
const note = (error: unknown) => unhandled.push(error)
beforeEach(() => {
  unhandled.length = 0
  process.on('unhandledRejection', note)
})
afterEach(() => {
  process.off('unhandledRejection', note)
})

const rejectLater = () => new Promise((_, reject) => setImmediate(reject, new Error('later')))

function schemaOf(resolvers: Record<string, Record<string, (parent: never) => unknown>>): GraphQLSchema {
  const schema = buildSchema('type Query { items: [Item!]! } type Item { now: String! later: String! }')
  for (const [typeName, fields] of Object.entries(resolvers)) {
    const type = schema.getType(typeName) as GraphQLObjectType
    for (const [name, resolve] of Object.entries(fields)) {
      const field = type.getFields()[name]
      if (field) field.resolve = resolve as never
    }
  }
  return makeResolversSafe(schema)
}

async function messagesOf(schema: GraphQLSchema): Promise<string[] | undefined> {
  const { errors } = await execute({ schema, document: parse('{ items { now later } }') })
  // What was abandoned has rejected by then.
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
  return errors?.map(({ message }) => message)
}

test.each<[string, (item: { at: number }) => unknown]>([
  [
    'throws',
    ({ at }) => {
      if (at === 0) return 'a'
      throw new Error('at once')
    },
  ],
  ['is null where it may not', ({ at }) => (at === 0 ? 'a' : null)],
  ['can not be written as its type', ({ at }) => (at === 0 ? 'a' : {})],
])('an item that %s leaves no promise of another item unawaited', async (_, now) => {
  const schema = schemaOf({ Query: { items: () => [{ at: 0 }, { at: 1 }] }, Item: { now, later: rejectLater } })
  expect(await messagesOf(schema)).toHaveLength(1)
  expect(unhandled).toEqual([])
})

test('so it is with a list that no resolver makes', async () => {
  const schema = schemaOf({ Item: { later: rejectLater } })
  const items = [{ now: 'a' }, { now: null }]
  const { errors } = await execute({ schema, document: parse('{ items { now later } }'), rootValue: { items } })
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
  expect(errors).toHaveLength(1)
  expect(unhandled).toEqual([])
})
