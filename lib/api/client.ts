/** One GraphQL request over fetch: for the simulator and tests, and below the page's own client, components/api. */
import type { TypedDocumentNode } from '@apollo/client'
import { print } from 'graphql'
import { Failure, type FailureCode, type Fault, failureCodes } from '../errors.ts'
import type { Document } from './document.ts'

export const graphqlPath = '/api/graphql'

export interface RequestOptions {
  signal?: AbortSignal
  /** URL of the GraphQL endpoint; by default that of the page. */
  url?: string
  fetch?: typeof globalThis.fetch
}

interface GraphqlError {
  message: string
  extensions?: { code?: string; requestId?: string; retryAfterMs?: number; faults?: Fault[] }
}
interface Answer<Result> {
  data?: Result | null
  errors?: GraphqlError[]
}

/**
 * Returns the result of the document. Throws a Failure: `unavailable` when the server can't be reached or failed (the message then
 * has its request id), else with the server's code, message and faults. An aborted request throws the signal's reason.
 * Failed mutations are results, not errors: see `success` and `faults`.
 */
export async function requestGraphql<Result, Variables>(
  document: Document<Result, Variables> | TypedDocumentNode<Result, Variables>,
  variables: Variables,
  options: RequestOptions = {},
): Promise<Result> {
  const { url = graphqlPath, fetch = globalThis.fetch, signal } = options
  const query = typeof document === 'string' ? document : print(document)
  const answer = await post<Result>(fetch, url, JSON.stringify({ query, variables }), signal)
  const error = answer.errors?.[0]
  if (error) throw toFailure(error)
  if (!answer.data) throw new Failure('unavailable', `GraphQL response of ${url} has neither data nor errors`)
  return answer.data
}

async function post<Result>(
  fetch: typeof globalThis.fetch,
  url: string,
  body: string,
  signal: AbortSignal | undefined,
): Promise<Answer<Result>> {
  const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json' }
  try {
    const response = await fetch(url, { method: 'POST', headers, body, signal: signal ?? null })
    const text = await response.text()
    return (
      parseAnswer<Result>(text) ?? { errors: [{ message: `${url} responded with ${response.status}, expected JSON` }] }
    )
  } catch (cause) {
    signal?.throwIfAborted()
    throw new Failure('unavailable', `${url} can't be reached`, { cause })
  }
}

function parseAnswer<Result>(text: string): Answer<Result> | null {
  try {
    return JSON.parse(text) as Answer<Result>
  } catch {
    return null
  }
}

/** Converts a GraphQL error to a Failure; one without a known code is a server error. */
export function toFailure(error: GraphqlError): Failure {
  const { code, requestId, retryAfterMs, faults } = error.extensions ?? {}
  const known = failureCodes.find((one) => one.toUpperCase() === code) ?? codeOfGraphql(code)
  const message = requestId ? `${error.message} (request ${requestId})` : error.message
  return new Failure(known, message, { faults: faults ?? [], ...(retryAfterMs === undefined ? {} : { retryAfterMs }) })
}

const codeOfGraphql = (code: string | undefined): FailureCode =>
  code === 'GRAPHQL_VALIDATION_FAILED' || code === 'GRAPHQL_PARSE_FAILED' || code === 'BAD_REQUEST'
    ? 'invalid'
    : 'unavailable'
