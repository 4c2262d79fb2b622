/** Treats `null` for an argument or input field with a default as if it had been left out. */
import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'

type Slot = GraphQLArgument | GraphQLInputField
type Values = Record<string, unknown>

/** Wraps every resolver whose arguments have defaults, at any depth, to apply them. */
export function fillDefaults(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue
    for (const field of Object.values(type.getFields())) {
      const { resolve, args } = field
      if (resolve && args.some((argument) => hasDefaults(argument)))
        field.resolve = (parent, given: Values, context, info) => resolve(parent, filled(args, given), context, info)
    }
  }
  return schema
}

/** Assumes that no input type contains itself; a recursive one would need a set of the types seen. */
function hasDefaults({ type, defaultValue }: Slot): boolean {
  const inner = bare(type)
  const isDefault = defaultValue !== undefined && defaultValue !== null && !isNonNullType(type)
  return isDefault || (isInputObjectType(inner) && Object.values(inner.getFields()).some((field) => hasDefaults(field)))
}

function filled(slots: readonly Slot[], given: Values): Values {
  const values = { ...given }
  for (const slot of slots) {
    const { name, type, defaultValue } = slot
    if (values[name] === null && defaultValue !== undefined) values[name] = defaultValue
    else if (hasDefaults(slot)) values[name] = filledValue(type, values[name])
  }
  return values
}

function filledValue(type: GraphQLInputType, value: unknown): unknown {
  const inner = bare(type)
  if (value === null || value === undefined || !isInputObjectType(inner)) return value
  const fields = Object.values(inner.getFields())
  return Array.isArray(value) ? value.map((item) => filled(fields, item as Values)) : filled(fields, value as Values)
}

function bare(type: GraphQLInputType): GraphQLInputType {
  return isNonNullType(type) || isListType(type) ? bare(type.ofType) : type
}
