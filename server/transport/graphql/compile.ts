/**
 * Queries made into functions. Walking a query's syntax again for every item of every answer is most of what a small query
 * costs; here it is walked once. Only what goes well is compiled: on any trouble the caller runs graphql-js from the start,
 * which a query, changing nothing, bears, and which finds the right words and places for errors.
 */
import {
  type DocumentNode,
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
import type { GraphqlContext } from './context.ts'
import { fragmentsOf } from './measure.ts'

type Variables = Record<string, unknown>
interface Run {
  context: GraphqlContext
  variables: Variables
}
/** Makes a resolved value, or the promise of one, what the answer holds. */
type Complete = (value: unknown, run: Run) => unknown

/** Answers the data of a query. Throws, or rejects, for anything but a whole answer without errors. */
export type CompiledQuery = (context: GraphqlContext, given: Variables) => Promise<Record<string, unknown>>

/** Null for what is not compiled: changes, subscriptions, directives, introspection, interfaces and unions. */
export function compileQuery(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): CompiledQuery | null {
  const root = schema.getQueryType()
  if (operation.operation !== 'query' || !root || hasDirectives(document)) return null
  const complete = compileOrNull(() =>
    completeObject(root, [operation.selectionSet], { schema, fragments: fragmentsOf(document) }),
  )
  if (!complete) return null
  const definitions = operation.variableDefinitions ?? []
  return async (context, given) => {
    const { coerced } = definitions.length > 0 ? getVariableValues(schema, definitions, given) : { coerced: {} }
    if (!coerced) throw trouble
    return (await complete({}, { context, variables: coerced })) as Record<string, unknown>
  }
}

function compileOrNull(compile: () => Complete): Complete | null {
  try {
    return compile()
  } catch {
    return null
  }
}

/** Why a query is not compiled or not answered. Made once: it tells nothing, and a stack costs more than a whole query. */
const trouble = new Error('graphql-js has to run this')

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

function completeType(type: GraphQLOutputType, nodes: readonly FieldNode[], source: Source): Complete {
  if (isNonNullType(type)) return nonNull(completeType(type.ofType, nodes, source))
  if (isListType(type)) return completeList(completeType(type.ofType, nodes, source))
  if (isLeafType(type)) return (value) => (value == null ? null : (type.serialize(value) ?? fail()))
  if (!isObjectType(type)) throw trouble
  return completeObject(
    type,
    nodes.flatMap(({ selectionSet }) => selectionSet ?? []),
    source,
  )
}

const nonNull =
  (complete: Complete): Complete =>
  (value, run) => {
    const completed = complete(value, run)
    return completed instanceof Promise ? completed.then((late) => late ?? fail()) : (completed ?? fail())
  }

const completeList =
  (complete: Complete): Complete =>
  (value, run) => {
    if (value == null) return null
    if (!Array.isArray(value)) return fail()
    let isLate = false
    const items = value.map((item) => {
      const completed = item instanceof Promise ? item.then((late) => complete(late, run)) : complete(item, run)
      if (!(completed instanceof Promise)) return completed
      isLate = true
      return heed(completed)
    })
    return isLate ? Promise.all(items) : items
  }

interface Field {
  key: string
  read: (parent: Record<string, unknown>, run: Run) => unknown
  complete: Complete
}

function completeObject(type: GraphQLObjectType, selections: readonly SelectionSetNode[], source: Source): Complete {
  const fields = [...collect(type, selections, source, new Map())].map(([key, nodes]) =>
    toField(type, key, nodes, source),
  )
  return (value, run) => {
    if (value == null) return null
    const answer: Record<string, unknown> = {}
    let late: Promise<unknown>[] | undefined
    for (const { key, read, complete } of fields) {
      const resolved = read(value as Record<string, unknown>, run)
      const completed =
        resolved instanceof Promise ? resolved.then((found) => complete(found, run)) : complete(resolved, run)
      answer[key] = completed
      if (completed instanceof Promise) {
        late ??= []
        late.push(
          heed(
            completed.then((found) => {
              answer[key] = found
            }),
          ),
        )
      }
    }
    return late ? Promise.all(late).then(() => answer) : answer
  }
}

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
    if (!fragment || (condition && condition !== type.name)) throw trouble
    collect(type, [fragment.selectionSet], source, found)
  }
  return found
}

function toField(type: GraphQLObjectType, key: string, nodes: readonly FieldNode[], source: Source): Field {
  const [node] = nodes
  const name = node?.name.value ?? ''
  if (name === '__typename') return { key, read: () => type.name, complete: (value) => value }
  const field = type.getFields()[name]
  if (!node || !field) throw trouble
  const complete = completeType(field.type, nodes, source)
  const { resolve } = field
  if (!resolve) return { key, read: (parent) => parent[name], complete }
  const fixed = usesVariables(node) ? null : getArgumentValues(field, node)
  return {
    key,
    read: (parent, { context, variables }) =>
      resolve(parent, fixed ?? getArgumentValues(field, node, variables), context, noInfo),
    complete,
  }
}

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

/** When a neighbour throws at once nobody waits for this promise any more; its rejection is heeded all the same. */
function heed<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined)
  return promise
}

function fail(): never {
  throw trouble
}
