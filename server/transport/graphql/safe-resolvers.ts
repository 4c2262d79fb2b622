/**
 * graphql-js 16 abandons what it waits for when one item of a list fails at once: the promises of the items before it reject
 * with nobody to hear them, which ends the process. Here both ways to get there are closed for every resolver of a schema.
 */
import {
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import type { GraphqlContext } from './context.ts'

type Field = GraphQLField<unknown, GraphqlContext>
type Resolve = GraphQLFieldResolver<unknown, GraphqlContext>

const written = new WeakMap<Field, Resolve | undefined>()

/**
 * Makes every resolver reject where it would throw, and every list of objects a list of promises: an item whose field is
 * null or unreadable then rejects as well. Types of introspection, which have no lists that can fail, stay as they are.
 */
export function makeResolversSafe(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue
    for (const field of Object.values(type.getFields()) as Field[]) {
      const { resolve } = field
      written.set(field, resolve)
      const hasItems = isCompositeType(getNamedType(field.type)) && isList(field.type)
      if (resolve || hasItems)
        field.resolve = hasItems ? deferItems(field.type, resolve) : rejectNotThrow(resolve as Resolve)
    }
  }
  return schema
}

/** The resolver of a field as it was written, undefined for one that has none. */
export const resolverOf = (field: Field): Resolve | undefined => written.get(field) ?? undefined

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
