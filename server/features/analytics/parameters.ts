/** Parameters of a question, from what a caller sent to values to bind. */
import { describe, invalid } from '../../../lib/errors.ts'
import { instantExpected, parseInstant } from '../../../lib/time/rfc3339.ts'
import { weaponTypes } from '../../../schema/engagements.ts'
import { parseId } from '../../../schema/ids.ts'
import type { Question, QuestionParameter } from '../../../schema/questions/question.ts'
import type { BoundValue } from '../../ports/questions.ts'

const mostListed = 1_000
const hourMs = 3_600_000

/**
 * The value of every parameter of the question: as given, or its default. Throws `invalid` with the path of the value for unknown
 * names, values of another type or out of bounds, and a range that ends before it begins. Null stands for the default.
 */
export function parseParameters(question: Question, given: unknown, asOfMs: number): Record<string, BoundValue> {
  const texts = requireRecord(given ?? {}, 'parameters')
  const names = Object.keys(question.parameters)
  for (const name of Object.keys(texts))
    if (!names.includes(name)) throw invalid('parameters', `nothing but ${names.join(', ')}`, describe(name))
  const values = Object.fromEntries(
    Object.entries(question.parameters).map(([name, parameter]) => {
      const value = texts[name] ?? defaultOf(parameter, asOfMs)
      return [name, parseValue(parameter, value, `parameters.${name}`)]
    }),
  )
  const [from, to] = [values.fromAt?.value, values.toAt?.value]
  if (typeof from === 'number' && typeof to === 'number' && to <= from)
    throw invalid('parameters.toAt', `after ${new Date(from).toISOString()}`, new Date(to).toISOString())
  return values
}

function requireRecord(value: unknown, path: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw invalid(path, 'an object', describe(value))
}

/** An empty lake is known until 1970 and has its first day as the last 24 hours. */
const earliestAsOfMs = 24 * hourMs

const defaultOf = ({ default: initial }: QuestionParameter, asOfMs: number): unknown =>
  typeof initial === 'object' && 'hoursBeforeAsOf' in initial
    ? Math.max(asOfMs, earliestAsOfMs) - initial.hoursBeforeAsOf * hourMs
    : initial

function parseValue(parameter: QuestionParameter, value: unknown, path: string): BoundValue {
  switch (parameter.type) {
    case 'instant': {
      const atMs = parseInstant(value)
      if (atMs === null) throw invalid(path, instantExpected, describe(value))
      return { type: 'instant', value: atMs }
    }
    case 'convoyIds':
    case 'droneIds':
      return { type: 'ids', value: listOf(value, path, 'a UUID', parseId) }
    case 'weaponTypes': {
      const known = (text: unknown) => weaponTypes.find((type) => type === text) ?? null
      return { type: 'texts', value: listOf(value, path, `one of ${weaponTypes.join(', ')}`, known) }
    }
    case 'integer':
    case 'number':
      return { type: parameter.type, value: numberIn(parameter, value, path) }
  }
}

function listOf(
  value: unknown,
  path: string,
  expected: string,
  parse: (item: unknown) => string | null,
): readonly string[] {
  if (!Array.isArray(value)) throw invalid(path, 'a list', describe(value))
  if (value.length > mostListed) throw invalid(path, `at most ${mostListed} values`, String(value.length))
  return value.map((item: unknown, index) => {
    const parsed = parse(item)
    if (parsed === null) throw invalid(`${path}.${index}`, expected, describe(item))
    return parsed
  })
}

function numberIn({ type, min = -Infinity, max = Infinity }: QuestionParameter, value: unknown, path: string): number {
  const isOfType = type === 'integer' ? Number.isInteger(value) : Number.isFinite(value)
  if (isOfType && (value as number) >= min && (value as number) <= max) return value as number
  throw invalid(path, `${type === 'integer' ? 'a whole number' : 'a number'} from ${min} to ${max}`, describe(value))
}
