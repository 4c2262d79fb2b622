/** What REST endpoints have in common. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { describe, Failure, invalid } from '../../../lib/errors.ts'
import { instantExpected, parseInstant } from '../../../lib/time/rfc3339.ts'
import type { Clock } from '../../ports/clock.ts'
import { HttpFailure, sendFailure } from './failure.ts'
import { isTrustedOrigin } from './origin.ts'

/** Serves a request from a trusted origin with `handle`, and answers what it throws. */
export async function serveRest(
  deps: { clock: Clock; log: Logger },
  request: IncomingMessage,
  response: ServerResponse,
  handle: () => Promise<void>,
): Promise<void> {
  try {
    if (!isTrustedOrigin(request))
      throw new Failure('forbidden', 'Host or Origin is not trusted, expected this host and no other Origin.')
    await handle()
  } catch (error) {
    await sendFailure(deps, request, response, error)
  }
}

/** Throws 405 for another method. */
export function requireMethod(request: IncomingMessage, response: ServerResponse, methods: readonly string[]): void {
  if (methods.includes(request.method ?? '')) return
  response.setHeader('allow', methods.join(', '))
  throw new HttpFailure(405, 'invalid', `Method is ${request.method}, expected ${methods.join(' or ')}.`)
}

/** The arguments in the query, each given once; throws `invalid` for any but the `known`, rather than return something else. */
export function queryOf<N extends string>(request: IncomingMessage, known: readonly N[]): Partial<Record<N, string>> {
  const given = new URL(request.url ?? '', 'http://host').searchParams
  for (const name of new Set(given.keys())) {
    if (!(known as readonly string[]).includes(name))
      throw invalid('query', `nothing but ${known.join(', ')}`, describe(name))
    if (given.getAll(name).length > 1) throw invalid(name, 'one value', describe(given.getAll(name).join(' and ')))
  }
  return Object.fromEntries([...given].filter(([, text]) => text !== '')) as Partial<Record<N, string>>
}

/** An instant in a query, RFC 3339 or ms since 1970; null when absent. */
export function instantIn(name: string, text: string | undefined): number | null {
  if (text === undefined) return null
  // An unescaped + in an offset arrives as a space.
  const timeMs = parseInstant(/^\d{1,15}$/.test(text) ? Number(text) : text.replace(' ', '+'))
  if (timeMs !== null) return timeMs
  throw invalid(name, instantExpected, describe(text))
}
