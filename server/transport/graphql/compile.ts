/**
 * Queries made into functions. Walking a query's syntax again for every item of every result is most of what a small query
 * costs; here it is walked once. A compiled query runs once, whatever fails in it: it reports errors as graphql-js does.
 */
import {
  type DocumentNode,
  type ExecutionResult,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getArgumentValues,
  getVariableValues,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  visit,
} from 'graphql'
import {
  type Complete,
  completeLeaf,
  completeList,
  completeNonNull,
  completeObject,
  type Field,
  type Run,
} from './complete.ts'
import type { GraphqlContext } from './context.ts'
import { toGraphqlError } from './errors.ts'
import { fragmentsOf } from './measure.ts'
import { resolverOf } from './safe-resolvers.ts'

type Variables = Record<string, unknown>

/** The result of a query: its data and the errors in it. Null when the variables do not fit: then nothing has run. */
export type CompiledQuery = (context: GraphqlContext, given: Variables) => Promise<ExecutionResult | null>

/** Null for what is not compiled: changes, subscriptions, directives, introspection, interfaces and unions. */
export function compileQuery(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): CompiledQuery | null {
  const root = schema.getQueryType()
  if (operation.operation !== 'query' || !root || hasDirectives(document)) return null
  const complete = compileOrNull(() =>
    completeObject(fieldsOf(root, [operation.selectionSet], { schema, fragments: fragmentsOf(document) })),
  )
  if (!complete) return null
  const definitions = operation.variableDefinitions ?? []
  return async (context, given) => {
    const { coerced } = definitions.length > 0 ? getVariableValues(schema, definitions, given) : { coerced: {} }
    if (!coerced) return null
    const run: Run = { context, variables: coerced, errors: [] }
    try {
      const data = (await complete({}, run, null)) as Record<string, unknown>
      return run.errors.length > 0 ? { errors: run.errors, data } : { data }
    } catch (error) {
      return { errors: [...run.errors, toGraphqlError(error)], data: null }
    }
  }
}

function compileOrNull(compile: () => Complete): Complete | null {
  try {
    return compile()
  } catch {
    return null
  }
}

const notCompiled = new Error('graphql-js has to run this')

interface Source {
  schema: GraphQLSchema
  fragments: Map<string, FragmentDefinitionNode>
}

function hasDirectives(document: DocumentNode): boolean {
  let found = false
  visit(document, {
    Directive() {
      found = true
    },
  })
  return found
}

function completeType(type: GraphQLOutputType, nodes: readonly FieldNode[], name: string, source: Source): Complete {
  if (isNonNullType(type)) return completeNonNull(completeType(type.ofType, nodes, name, source), name)
  if (isListType(type)) {
    const items = { nodes, isNullable: !isNonNullType(type.ofType) }
    return completeList(completeType(type.ofType, nodes, name, source), items, name)
  }
  if (isLeafType(type)) return completeLeaf(type)
  if (!isObjectType(type)) throw notCompiled
  const selections = nodes.flatMap(({ selectionSet }) => selectionSet ?? [])
  return completeObject(fieldsOf(type, selections, source))
}

const fieldsOf = (type: GraphQLObjectType, selections: readonly SelectionSetNode[], source: Source): Field[] =>
  [...collect(type, selections, source, new Map())].map(([key, nodes]) => toField(type, key, nodes, source))

/** The fields asked of a type, those of one name together. */
function collect(
  type: GraphQLObjectType,
  selections: readonly SelectionSetNode[],
  source: Source,
  found: Map<string, FieldNode[]>,
): Map<string, FieldNode[]> {
  for (const node of selections.flatMap(({ selections: nodes }) => nodes)) {
    if (node.kind === Kind.FIELD) {
      const key = node.alias?.value ?? node.name.value
      found.set(key, [...(found.get(key) ?? []), node])
      continue
    }
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? source.fragments.get(node.name.value) : node
    const condition = fragment?.typeCondition?.name.value
    if (!fragment || (condition && condition !== type.name)) throw notCompiled
    collect(type, [fragment.selectionSet], source, found)
  }
  return found
}

function toField(type: GraphQLObjectType, key: string, nodes: readonly FieldNode[], source: Source): Field {
  const [node] = nodes
  const name = node?.name.value ?? ''
  if (name === '__typename')
    return { key, read: () => type.name, complete: (value) => value, nodes, isNullable: false, isLeaf: true }
  const field = type.getFields()[name]
  if (!node || !field) throw notCompiled
  const complete = completeType(field.type, nodes, `${type.name}.${name}`, source)
  const shape = {
    key,
    complete,
    nodes,
    isNullable: !isNonNullType(field.type),
    isLeaf: isLeafType(nullable(field.type)),
  }
  const resolve = resolverOf(field)
  if (!resolve) return { ...shape, read: (parent) => parent[name] }
  const fixed = usesVariables(node) ? null : getArgumentValues(field, node)
  return {
    ...shape,
    read: (parent, { context, variables }) =>
      resolve(parent, fixed ?? getArgumentValues(field, node, variables), context, noInfo),
  }
}

const nullable = (type: GraphQLOutputType): GraphQLOutputType => (isNonNullType(type) ? type.ofType : type)

/** No resolver of ours asks where in the query it stands; one that does finds out in its first test. */
const noInfo = new Proxy({} as never, {
  get() {
    throw new Error('a compiled query gives no info')
  },
})

function usesVariables({ arguments: given = [] }: FieldNode): boolean {
  let found = false
  for (const argument of given)
    visit(argument, {
      Variable() {
        found = true
      },
    })
  return found
}
