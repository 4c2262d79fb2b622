/** Measures the size of a query before it runs. Each fragment is measured once, however often it is spread. */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLDirective,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getDirectiveValues,
  getNamedType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import { parseInstant } from '../../../lib/time/rfc3339.ts'

export interface Shape {
  /** Levels of fields; a fragment adds none. */
  depth: number
  aliases: number
  directives: number
}

const nothing: Shape = { depth: 0, aliases: 0, directives: 0 }

export function fragmentsOf(document: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]))
}

/** The shape of a whole document: depth of its deepest operation, sums of all. A fragment that spreads itself counts once. */
export function measureShape(document: DocumentNode): Shape {
  const fragments = fragmentsOf(document)
  const known = new Map<string, Shape>()

  function ofFragment(name: string): Shape {
    const measured = known.get(name)
    const fragment = fragments.get(name)
    if (measured || !fragment) return measured ?? nothing
    known.set(name, nothing)
    const shape = ofSelections(fragment.selectionSet)
    const whole = { ...shape, directives: shape.directives + (fragment.directives?.length ?? 0) }
    known.set(name, whole)
    return whole
  }
  function ofSelections({ selections }: SelectionSetNode): Shape {
    const sum = { ...nothing }
    for (const node of selections) {
      const isField = node.kind === Kind.FIELD
      const inner =
        node.kind === Kind.FRAGMENT_SPREAD
          ? ofFragment(node.name.value)
          : node.selectionSet
            ? ofSelections(node.selectionSet)
            : nothing
      sum.depth = Math.max(sum.depth, inner.depth + (isField ? 1 : 0))
      sum.aliases += inner.aliases + (isField && node.alias ? 1 : 0)
      sum.directives += inner.directives + (node.directives?.length ?? 0)
    }
    return sum
  }

  const total = { ...nothing }
  for (const node of document.definitions) {
    if (node.kind !== Kind.OPERATION_DEFINITION) continue
    const shape = ofSelections(node.selectionSet)
    total.depth = Math.max(total.depth, shape.depth)
    total.aliases += shape.aliases
    total.directives += shape.directives + (node.directives?.length ?? 0)
  }
  return total
}

/** The arguments of a field that reads a range of times. */
const rangeArguments = { from: 'from', to: 'to' } as const
const hourMs = 3_600_000
const pagingArguments = new Set(['first', 'limit', 'maxPoints'])
/** Larger pages are refused by the resolver. */
const largestPage = 5_000
const usualListSize = 10
/** One look at the schema: it is in memory, but large. */
const introspectionCost = 5_000

type Variables = Readonly<Record<string, unknown>>

/**
 * The cost of an operation of a valid document: 1 per field, multiplied in a list by the page size (or its typical size), and for
 * a time range by its hours. `isFixed` when it does not depend on variables.
 */
export function measureCost(
  schema: GraphQLSchema,
  fragments: Map<string, FragmentDefinitionNode>,
  operation: OperationDefinitionNode,
  variables: Variables,
): { cost: number; isFixed: boolean } {
  const known = new Map<string, number>()
  // A variable may be called `constructor`.
  const givenValue = (name: string) => (Object.hasOwn(variables, name) ? variables[name] : undefined)
  let isFixed = true

  function ofSelections({ selections }: SelectionSetNode, parent: GraphQLNamedType, page: number | null): number {
    let sum = 0
    for (const node of selections)
      if (node.kind === Kind.FIELD) sum += ofField(node, parent, page)
      else if (node.kind === Kind.FRAGMENT_SPREAD) sum += ofFragment(node.name.value, page)
      else sum += ofSelections(node.selectionSet, typeNamed(node.typeCondition?.name.value) ?? parent, page)
    return sum
  }
  function ofFragment(name: string, page: number | null): number {
    const key = `${name}/${page}`
    const fragment = fragments.get(name)
    const type = typeNamed(fragment?.typeCondition.name.value)
    if (!known.has(key)) known.set(key, fragment && type ? ofSelections(fragment.selectionSet, type, page) : 0)
    return known.get(key) ?? 0
  }
  function ofField(node: FieldNode, parent: GraphQLNamedType, page: number | null): number {
    const name = node.name.value
    if (name.startsWith('__')) return node.selectionSet ? introspectionCost : 1
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined
    if (!field || !node.selectionSet) return 1
    const asked = askedPage(node, field)
    const isList = isListType(isNonNullType(field.type) ? field.type.ofType : field.type)
    const { weight, perHour, mostHours, assumed } = costOf(schema, field)
    const items = isList ? (asked ?? page ?? assumed) : 1
    const inner = items * ofSelections(node.selectionSet, getNamedType(field.type), isList ? null : asked)
    return 1 + inner + weight + (perHour > 0 ? perHour * Math.min(hoursAsked(node), mostHours) : 0)
  }
  function hoursAsked(node: FieldNode): number {
    const fromMs = givenInstantMs(node, rangeArguments.from)
    const toMs = givenInstantMs(node, rangeArguments.to)
    // An invalid time is refused before anything is read.
    if (fromMs == null || toMs == null) return 0
    return Math.max(Math.ceil((toMs - fromMs) / hourMs), 0)
  }
  function givenInstantMs(node: FieldNode, name: string): number | null {
    const given = node.arguments?.find((one) => one.name.value === name)?.value
    if (given?.kind === Kind.STRING) return parseInstant(given.value)
    if (given?.kind === Kind.INT) return parseInstant(Number(given.value))
    if (given?.kind !== Kind.VARIABLE) return null
    isFixed = false
    const fallback = operation.variableDefinitions?.find((one) => one.variable.name.value === given.name.value)
    const literal = fallback?.defaultValue
    const defaulted =
      literal?.kind === Kind.STRING ? literal.value : literal?.kind === Kind.INT ? Number(literal.value) : null
    return parseInstant(givenValue(given.name.value) ?? defaulted)
  }
  function askedPage(node: FieldNode, field: GraphQLField<unknown, unknown>): number | null {
    const argument = field.args.find((one) => pagingArguments.has(one.name))
    if (!argument) return null
    const given = node.arguments?.find((one) => one.name.value === argument.name)?.value
    if (given?.kind === Kind.VARIABLE) isFixed = false
    const value =
      given?.kind === Kind.INT
        ? Number(given.value)
        : given?.kind === Kind.VARIABLE
          ? variableValue(given.name.value, argument.defaultValue)
          : given === undefined || given.kind === Kind.NULL
            ? argument.defaultValue
            : undefined
    return typeof value === 'number' ? Math.min(Math.max(value, 1), largestPage) : largestPage
  }
  function variableValue(variable: string, fallback: unknown): unknown {
    if (givenValue(variable) !== undefined) return givenValue(variable) ?? fallback
    const definition = operation.variableDefinitions?.find((one) => one.variable.name.value === variable)
    return definition?.defaultValue?.kind === Kind.INT ? Number(definition.defaultValue.value) : fallback
  }
  const typeNamed = (name: string | undefined) => (name ? schema.getType(name) : undefined)

  const root = schema.getRootType(operation.operation)
  return { cost: root ? ofSelections(operation.selectionSet, root, null) : 0, isFixed }
}

/** The cost of a field by its directives `@cost` and `@listSize`. */
function costOf(schema: GraphQLSchema, { astNode }: GraphQLField<unknown, unknown>) {
  const valuesOf = (name: string): Record<string, unknown> => {
    const directive = schema.getDirective(name) as GraphQLDirective
    return (astNode && getDirectiveValues(directive, astNode)) ?? {}
  }
  const { weight = 0, perHour = 0, mostHours = 0 } = valuesOf('cost') as Record<string, number>
  const { assumed = usualListSize } = valuesOf('listSize') as Record<string, number>
  return { weight, perHour, mostHours, assumed }
}
