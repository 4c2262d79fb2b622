/** Errors of the database and its connections, described for operators. */
import cassandra from 'cassandra-driver'
import { Failure } from '../../../lib/errors.ts'

const { errors, types } = cassandra
const codes = types.responseErrorCodes
const retryAfterMs = 1_000

/** Error responses after which nothing was written, and nothing will be. */
const definiteFailures: ReadonlySet<number> = new Set([
  codes.unavailableException,
  codes.overloaded,
  codes.isBootstrapping,
  codes.badCredentials,
  codes.unauthorized,
  codes.syntaxError,
  codes.invalid,
  codes.configError,
])

const reasons: Readonly<Record<number, string>> = {
  [codes.badCredentials]: 'it refuses the user name or password',
  [codes.unauthorized]: 'its user lacks the permission',
  [codes.unavailableException]: 'too few replicas are up',
  [codes.overloaded]: 'it is overloaded',
  [codes.isBootstrapping]: 'it is starting',
  [codes.writeTimeout]: 'replicas did not confirm a write in time',
  [codes.readTimeout]: 'replicas did not respond to a read in time',
  [codes.writeFailure]: 'replicas failed to write',
  [codes.readFailure]: 'replicas failed to read',
}

export type Attempt = 'read' | 'write' | 'open'

/**
 * Converts an error to the Failure that callers see, with a retry delay: `limited` when the database or all connections to it are
 * overloaded, else `unavailable`. Returns a Failure or RangeError unchanged.
 */
export function toFailure(error: unknown, attempt: Attempt, hosts: readonly string[] = []): Error {
  if (error instanceof Failure || error instanceof RangeError) return error
  const at = hosts.length > 0 ? ` at ${hosts.join(', ')}` : ''
  const verb = attempt === 'open' ? 'be opened' : attempt
  return new Failure(
    isOverloaded(error) ? 'limited' : 'unavailable',
    `The database${at} can't ${verb}: ${reasonOf(error)}.`,
    {
      retryAfterMs,
      cause: error,
    },
  )
}

/** True when the database is reachable but overloaded. */
function isOverloaded(error: unknown): boolean {
  if (error instanceof errors.BusyConnectionError) return true
  if (error instanceof errors.ResponseError) return error.code === codes.overloaded
  // One overloaded host is reachable, even if the others are not.
  return error instanceof errors.NoHostAvailableError && Object.values(innerErrorsOf(error)).some(isOverloaded)
}

/** True for a failure to open after which nothing is known of the database, not even whether it would accept this process. */
export function isUnreachable(failure: unknown): boolean {
  const { cause } = failure as Failure
  if (cause instanceof errors.OperationTimedOutError) return true
  return cause instanceof errors.NoHostAvailableError && Object.values(innerErrorsOf(cause)).every(isOfConnection)
}

const isOfConnection = (error: unknown): boolean =>
  !(error instanceof errors.AuthenticationError || error instanceof errors.ResponseError)

/** True when the write may have been applied despite this error. */
export function isOutcomeUnknown(error: unknown): boolean {
  if (error instanceof Failure || error instanceof errors.BusyConnectionError) return false
  if (error instanceof errors.ResponseError) return !definiteFailures.has(error.code)
  if (error instanceof errors.NoHostAvailableError) return Object.values(innerErrorsOf(error)).some(isOutcomeUnknown)
  return !isConnectError(error)
}

function reasonOf(error: unknown): string {
  if (error instanceof errors.NoHostAvailableError) return reasonsOfHosts(error)
  if (error instanceof errors.AuthenticationError) return 'it refuses the user name or password'
  if (error instanceof errors.OperationTimedOutError) return 'it does not respond in time'
  if (error instanceof errors.BusyConnectionError) return 'every connection to it is full'
  if (error instanceof errors.ResponseError && reasons[error.code]) return reasons[error.code] as string
  return error instanceof Error ? error.message.replace(/\.$/, '') : String(error)
}

function reasonsOfHosts(error: InstanceType<typeof errors.NoHostAvailableError>): string {
  const hosts = Object.entries(innerErrorsOf(error))
  if (hosts.length === 0) return `none of its hosts responds (${error.message.replace(/\.$/, '')})`
  return `none of its hosts responds (${hosts.map(([host, inner]) => `${host}: ${reasonOf(inner)}`).join('; ')})`
}

const innerErrorsOf = (error: InstanceType<typeof errors.NoHostAvailableError>): Record<string, unknown> =>
  (error.innerErrors ?? {}) as Record<string, unknown>

const isConnectError = (error: unknown): boolean =>
  ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'].includes(
    String((error as { code?: unknown }).code),
  )
