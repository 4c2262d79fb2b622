/** What can go wrong between the server and the database, in words. */
import cassandra from 'cassandra-driver'
import { Failure } from '../../../lib/errors.ts'

const { errors, types } = cassandra
const codes = types.responseErrorCodes
const retryAfterMs = 1_000

/** Answers of the database after which nothing was written, and nothing will be. */
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
  [codes.unauthorized]: 'its user may not do this',
  [codes.unavailableException]: 'too few replicas are up',
  [codes.overloaded]: 'it is overloaded',
  [codes.isBootstrapping]: 'it is starting',
  [codes.writeTimeout]: 'replicas did not confirm a write in time',
  [codes.readTimeout]: 'replicas did not answer a read in time',
  [codes.writeFailure]: 'replicas failed to write',
  [codes.readFailure]: 'replicas failed to read',
}

export type Attempt = 'read' | 'write' | 'open'

/**
 * The failure that callers see, with a time after which to try again: `limited` when the database or every connection to it has
 * too much to do, else `unavailable`; a Failure or RangeError stays itself.
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

/** True when it is there, but takes no more for now. */
function isOverloaded(error: unknown): boolean {
  if (error instanceof errors.BusyConnectionError) return true
  if (error instanceof errors.ResponseError) return error.code === codes.overloaded
  // One host that says so is there, whatever became of the others.
  return error instanceof errors.NoHostAvailableError && Object.values(innerErrorsOf(error)).some(isOverloaded)
}

/** True when it can't be known whether a write that failed so has happened. */
export function isOutcomeUnknown(error: unknown): boolean {
  if (error instanceof Failure || error instanceof errors.BusyConnectionError) return false
  if (error instanceof errors.ResponseError) return !definiteFailures.has(error.code)
  if (error instanceof errors.NoHostAvailableError) return Object.values(innerErrorsOf(error)).some(isOutcomeUnknown)
  return !isConnectError(error)
}

function reasonOf(error: unknown): string {
  if (error instanceof errors.NoHostAvailableError) return reasonsOfHosts(error)
  if (error instanceof errors.AuthenticationError) return 'it refuses the user name or password'
  if (error instanceof errors.OperationTimedOutError) return 'it does not answer in time'
  if (error instanceof errors.BusyConnectionError) return 'every connection to it is full'
  if (error instanceof errors.ResponseError && reasons[error.code]) return reasons[error.code] as string
  return error instanceof Error ? error.message.replace(/\.$/, '') : String(error)
}

function reasonsOfHosts(error: InstanceType<typeof errors.NoHostAvailableError>): string {
  const hosts = Object.entries(innerErrorsOf(error))
  if (hosts.length === 0) return `no host of it answers (${error.message.replace(/\.$/, '')})`
  return `no host of it answers (${hosts.map(([host, inner]) => `${host}: ${reasonOf(inner)}`).join('; ')})`
}

const innerErrorsOf = (error: InstanceType<typeof errors.NoHostAvailableError>): Record<string, unknown> =>
  (error.innerErrors ?? {}) as Record<string, unknown>

const isConnectError = (error: unknown): boolean =>
  ['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'].includes(
    String((error as { code?: unknown }).code),
  )
