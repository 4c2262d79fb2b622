/** Expected failures: a closed set of codes, mapped once per API. */
export const failureCodes = [
  'invalid',
  'unauthenticated',
  'forbidden',
  'missing',
  'conflict',
  'limited',
  'unavailable',
] as const
export type FailureCode = (typeof failureCodes)[number]

/** Why one value was refused: its path, what was expected and what was received. */
export interface Fault {
  code: FailureCode
  /** Dotted path of the value; '' for the whole input. */
  path: string
  expected: string
  got: string
}

/** Thrown for failures that a caller can act on. The APIs translate `code`; anything else thrown is a bug. */
export class Failure extends Error {
  readonly code: FailureCode
  readonly faults: readonly Fault[]
  /** When to retry; only with `limited` and `unavailable`. */
  readonly retryAfterMs: number | null

  constructor(
    code: FailureCode,
    message: string,
    details: { faults?: readonly Fault[]; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: details.cause })
    this.name = 'Failure'
    this.code = code
    this.faults = details.faults ?? []
    this.retryAfterMs = details.retryAfterMs ?? null
  }
}

export const isFailure = (error: unknown): error is Failure => error instanceof Failure

/** Whether a later attempt may succeed: `unavailable` or `limited`. */
export const isTransientCode = (code: FailureCode): boolean => code === 'unavailable' || code === 'limited'

/** True for a transient failure: `unavailable` or `limited`. */
export const isTransient = (error: unknown): error is Failure => isFailure(error) && isTransientCode(error.code)

/** A failure about one value: `path: expected X, got Y.` Format `got` with `describe`. */
export function refusal(code: FailureCode, path: string, expected: string, got: string): Failure {
  return new Failure(code, `${path}: expected ${expected}, got ${got}.`, { faults: [{ code, path, expected, got }] })
}

/** A `refusal` of a value that is invalid regardless of stored data. */
export const invalid = (path: string, expected: string, got: string): Failure => refusal('invalid', path, expected, got)

/** An integer from `least` to `most`, inclusive. Throws `invalid` with the path of the argument. */
export function requireCount(value: number | null | undefined, path: string, most: number, least = 1): number {
  if (value != null && Number.isInteger(value) && value >= least && value <= most) return value
  throw invalid(path, `${least} to ${most}`, describe(value))
}

/** A value as shown in a message: short, on one line, without control characters. */
export function describe(value: unknown): string {
  const text =
    typeof value === 'string'
      ? JSON.stringify(value.slice(0, 80))
      : typeof value === 'object' && value !== null
        ? Array.isArray(value)
          ? 'a list'
          : 'an object'
        : String(value)
  // U+202E and similar characters reverse the text around them: never echo them.
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '?').slice(0, 100)
}
