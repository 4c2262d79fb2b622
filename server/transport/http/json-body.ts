import type { IncomingMessage } from 'node:http'
import { describe, Failure, invalid } from '../../../lib/errors.ts'
import type { ByteBudget } from './byte-budget.ts'
import { HttpFailure } from './failure.ts'
import { readText } from './read-text.ts'
import { isUtf8Type } from './utf8.ts'

/**
 * The body, a JSON object with no member but the `known`; an empty body stands for `{}`. Throws 415 for another type and `invalid`
 * for anything else.
 */
export async function readJsonObject<N extends string>(
  request: IncomingMessage,
  budget: ByteBudget,
  known: readonly N[],
): Promise<Partial<Record<N, unknown>>> {
  requireJson(request)
  const value = parse(await readText(request, budget))
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid('body', 'a JSON object', describe(value))
  for (const name of Object.keys(value))
    if (!(known as readonly string[]).includes(name))
      throw invalid('body', `nothing but ${known.join(', ')}`, describe(name))
  return value as Partial<Record<N, unknown>>
}

function requireJson({ headers }: IncomingMessage): void {
  const given = headers['content-type'] ?? ''
  if ((given.split(';')[0] ?? '').trim().toLowerCase() === 'application/json' && isUtf8Type(given)) return
  const got = given === '' ? 'absent' : describe(given)
  throw new HttpFailure(415, 'invalid', `Content-Type is ${got}, expected application/json in UTF-8.`)
}

function parse(text: string): unknown {
  try {
    return text.trim() === '' ? {} : JSON.parse(text)
  } catch (cause) {
    const reason = cause instanceof SyntaxError ? describe(cause.message).slice(1, -1) : 'it cannot be read'
    throw new Failure('invalid', `Body is not JSON: ${reason}.`, { cause })
  }
}
