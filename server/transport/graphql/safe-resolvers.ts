/**
 * Prevents unhandled rejections in graphql-js 16. When one list item fails synchronously it stops awaiting the others; the
 * promises of earlier items may then reject unhandled, which ends the process.
 */
import {
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import type { GraphqlContext } from './context.ts'

type Field = GraphQLField<unknown, GraphqlContext>
type Resolve = GraphQLFieldResolver<unknown, GraphqlContext>

/**
 * Makes every resolver reject instead of throw, and turns list items with asynchronous fields into promises, so that an invalid
 * item rejects as well. Introspection types, whose lists cannot fail, are unchanged.
 */
export function makeResolversSafe(schema: GraphQLSchema): GraphQLSchema {
  const waiting = findWaitingTypes(schema)
  for (const type of objectTypesOf(schema))
    for (const field of Object.values(type.getFields()) as Field[]) {
      const { resolve } = field
      if (isList(field.type) && waiting.has(getNamedType(field.type))) field.resolve = deferItems(field.type, resolve)
      else if (resolve) field.resolve = rejectNotThrow(resolve)
    }
  return schema
}

const objectTypesOf = (schema: GraphQLSchema): GraphQLObjectType[] =>
  Object.values(schema.getTypeMap()).filter(
    (type) => isObjectType(type) && !type.name.startsWith('__'),
  ) as GraphQLObjectType[]

/** Types that may resolve asynchronously: they, or a type that they contain, have a resolver. */
function findWaitingTypes(schema: GraphQLSchema): ReadonlySet<GraphQLNamedType> {
  const waiting = new Set<GraphQLNamedType>()
  const types = objectTypesOf(schema)
  const abstractTypes = Object.values(schema.getTypeMap()).filter(isAbstractType)
  for (let before = -1; before < waiting.size; ) {
    before = waiting.size
    for (const type of types)
      if (Object.values(type.getFields()).some((field) => field.resolve || waiting.has(getNamedType(field.type))))
        waiting.add(type)
    for (const type of abstractTypes)
      if (schema.getPossibleTypes(type).some((possible) => waiting.has(possible))) waiting.add(type)
  }
  return waiting
}

const rejectNotThrow =
  (resolve: Resolve): Resolve =>
  (...args) => {
    try {
      return resolve(...args)
    } catch (error) {
      return Promise.reject(error)
    }
  }

const deferItems =
  (type: GraphQLOutputType, resolve: Resolve = defaultFieldResolver): Resolve =>
  async (...args) =>
    deferred(type, await resolve(...args))

function deferred(type: GraphQLOutputType, value: unknown): unknown {
  if (isNonNullType(type)) return deferred(type.ofType, value)
  if (!isListType(type) || !Array.isArray(value)) return value
  return value.map(async (item) => deferred(type.ofType, await item))
}

const isList = (type: GraphQLOutputType): boolean => isListType(isNonNullType(type) ? type.ofType : type)
