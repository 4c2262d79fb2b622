/** Random GraphQL operations over a whole schema: valid ones and, by `invalidShare`, wrong ones. Follows from the random given. */
import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import type { Random } from '../../lib/random/random.ts'
import { convoyId, droneId, engagementId, otherConvoyId } from './engagement-rig.ts'

export type OperationKind = 'query' | 'mutation' | 'subscription'

export interface GeneratedOperation {
  kind: OperationKind
  query: string
  /** Values for its variables, others at each call. */
  drawVariables(): Record<string, unknown>
}

/** Values that arguments are drawn from, by the argument's name or else the name of its scalar. */
export type ValuePools = Readonly<Record<string, readonly unknown[]>>

/** Those of the rig's convoys: most of them known there, some at or past a bound. */
export const argumentPools: ValuePools = {
  convoyId: [convoyId, convoyId, otherConvoyId, convoyId.toUpperCase(), droneId(1), 'x'],
  droneId: [droneId(1), droneId(1), droneId(2), droneId(5), droneId(1_000), convoyId, ''],
  limit: [-1, 0, 1, 2, 10, 10, 50, 1_000, 1_001],
  first: [-1, 0, 1, 2, 10, 50, 500, 501],
  maxPoints: [1, 2, 10, 100, 500, 5_000, 5_001],
  after: ['1767225600000-0', '0-0', '', 'zzz'],
  from: ['2025-12-31T23:00:00Z', '2026-01-01T00:00:00Z', '1970-01-01T00:00:00Z', '2026-02-30T00:00:00Z'],
  to: ['2026-01-01T00:00:30.5+04:30', '2026-01-01T01:00:00Z', '9999-12-31T23:59:59Z', 'now'],
  at: ['2026-01-01T00:00:00Z', '1969-01-01T00:00:00Z', '2026-06-01T00:00:00Z'],
  ID: [convoyId, droneId(1), engagementId(1), engagementId(2), 'x', ''],
  Int: [-1, 0, 1, 2, 500, 2_000, 1_000_000, 2 ** 31 - 1, 2 ** 31],
  Float: [0, -0, 34.5, 69.2, 91, 1e300],
  Boolean: [true, false],
  String: ['HAWK-1', 'HAWK-1-1', 'EAGLE 2', '', '\u202eHAWK', '👾'.repeat(50)],
  DateTime: ['2026-01-01T00:00:00Z', '2026-01-01T00:00:30.5+04:30', '2026-02-30T00:00:00Z'],
}

interface Options {
  pools: ValuePools
  /** Chance of a value or name that the schema does not allow, at each place where one stands. */
  invalidShare: number
  maxDepth: number
}

/** A generator of operations; each call makes the next one. */
export function createOperationGenerator(schema: GraphQLSchema, random: Random, options: Options) {
  const { pools, invalidShare } = options
  const chance = (share: number) => random.unit() < share
  let declared: { name: string; text: string; draw: () => unknown }[]
  let fragments: string[]
  let aliases: number

  /** A value as JSON would carry it. */
  function valueFor(name: string, type: GraphQLInputType): unknown {
    if (chance(invalidShare)) return random.pick([null, true, -1, 1.5, 'nonsense', '', {}, [], [null]])
    if (isNonNullType(type)) return valueFor(name, type.ofType)
    if (chance(0.1)) return null
    if (isListType(type)) return Array.from({ length: random.int(0, 3) }, () => valueFor(name, type.ofType))
    if (isInputObjectType(type)) return inputFor(Object.values(type.getFields()))
    if (isEnumType(type)) return random.pick(type.getValues()).name
    return random.pick(pools[name] ?? pools[getNamedType(type).name] ?? [null])
  }
  const isRequired = ({ type, defaultValue }: GraphQLInputField | GraphQLArgument) =>
    isNonNullType(type) && defaultValue === undefined
  const isGiven = (one: GraphQLInputField | GraphQLArgument) => (isRequired(one) ? !chance(invalidShare) : chance(0.5))
  const inputFor = (fields: readonly GraphQLInputField[]) =>
    Object.fromEntries(fields.filter(isGiven).map((field) => [field.name, valueFor(field.name, field.type)]))

  /** The value as it stands in a query. */
  function toLiteral(value: unknown, type: GraphQLInputType): string {
    const named = getNamedType(type)
    if (Array.isArray(value)) return `[${value.map((item) => toLiteral(item, type)).join(', ')}]`
    if (typeof value === 'object' && value !== null) {
      const fields: Record<string, GraphQLInputField> = isInputObjectType(named) ? named.getFields() : {}
      const parts = Object.entries(value).map(
        ([name, item]) => `${name}: ${toLiteral(item, fields[name]?.type ?? type)}`,
      )
      return `{ ${parts.join(', ')} }`
    }
    return isEnumType(named) && typeof value === 'string' && value !== '' ? value : JSON.stringify(value)
  }

  function toArgument(argument: GraphQLArgument): string {
    const { name, type } = argument
    if (!chance(0.3)) return `${name}: ${toLiteral(valueFor(name, type), type)}`
    const variable = `v${declared.length}`
    const declaredType = chance(0.05) ? String(type).replace(/!$/, '') : String(type)
    const fallback = chance(0.2) ? ` = ${toLiteral(valueFor(name, type), type)}` : ''
    declared.push({
      name: variable,
      text: `$${variable}: ${declaredType}${fallback}`,
      draw: () => (chance(0.1) ? undefined : valueFor(name, type)),
    })
    return `${name}: $${variable}`
  }

  function fieldOf(parent: GraphQLNamedType, depth: number): string {
    if (chance(0.05) || !(isObjectType(parent) || isInterfaceType(parent))) return '__typename'
    const usable = Object.values(parent.getFields()).filter(
      ({ type }) => depth < options.maxDepth || !isCompositeType(getNamedType(type)),
    )
    if (usable.length === 0) return '__typename'
    const field = random.pick(usable)
    const name = chance(invalidShare / 4) ? `${field.name}z` : field.name
    const given = field.args.filter(isGiven).map(toArgument)
    // Fields of one name with different arguments can't stand side by side: an alias for most of those that take some.
    const alias = chance(field.args.length > 0 ? 0.98 : 0.2) ? `a${aliases++}: ` : ''
    const call = `${alias}${name}${given.length > 0 ? `(${given.join(', ')})` : ''}${directive()}`
    const type = getNamedType(field.type)
    return isCompositeType(type) ? `${call} ${selectionOf(type, depth + 1)}` : call
  }

  const directive = () =>
    chance(0.03) ? random.pick([' @include(if: true)', ' @skip(if: true)', ' @include(if: false)']) : ''

  function selectionOf(type: GraphQLNamedType, depth: number, most = 5): string {
    const parts = Array.from({ length: random.int(1, most) }, () => {
      if (isAbstractType(type) && chance(0.7)) {
        const member = random.pick(schema.getPossibleTypes(type))
        return `... on ${member.name} ${selectionOf(member, depth)}`
      }
      if (chance(0.06) && depth < options.maxDepth)
        return `... on ${type.name}${directive()} ${selectionOf(type, depth + 1, 3)}`
      if (chance(0.06) && depth < options.maxDepth) {
        const name = `F${fragments.length}`
        fragments.push('')
        fragments[Number(name.slice(1))] = `fragment ${name} on ${type.name} ${selectionOf(type, depth + 1, 3)}`
        return `...${name}`
      }
      return fieldOf(type, depth)
    })
    return `{ ${parts.join(' ')} }`
  }

  return (kind: OperationKind): GeneratedOperation => {
    declared = []
    fragments = []
    aliases = 0
    const root = schema.getRootType(kind as never)
    const selection = root ? selectionOf(root, 1, kind === 'subscription' ? 1 : 4) : '{ __typename }'
    const variables = declared
    const head = variables.length > 0 ? `${kind} Q(${variables.map(({ text }) => text).join(', ')})` : kind
    return {
      kind,
      query: [`${head} ${selection}`, ...fragments].join(' '),
      drawVariables: () => Object.fromEntries(variables.map(({ name, draw }) => [name, draw()])),
    }
  }
}
