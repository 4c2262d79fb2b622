import { Failure, type FailureCode, isFailure } from '../../../../lib/errors.ts'
import type { WireFailure } from './messages.ts'

/** Of a message of DuckDB, which repeats lines of the query. */
const longestMessage = 1_000

interface Named {
  failure: WireFailure
  /** DuckDB says that its state may be damaged, or its memory may be in pieces. */
  isLast: boolean
}

/** What went wrong with a query, in the closed set of codes. Paths are shown relative to these folders. */
export function nameFailure(error: unknown, folders: readonly string[]): Named {
  if (isFailure(error)) return { failure: toWire(error), isLast: false }
  const message = error instanceof Error ? error.message : String(error)
  const kind = /^([A-Za-z]+(?: [A-Za-z]+)*) Error: /.exec(message)?.[1] ?? ''
  const shown = folders.reduce((text, folder) => text.replaceAll(`${folder}/`, ''), message).slice(0, longestMessage)
  return {
    failure: toWire(toFailure(kind, shown)),
    isLast: ['INTERNAL', 'FATAL', 'Out of Memory', ''].includes(kind),
  }
}

const codes: Readonly<Record<string, FailureCode>> = {
  'Out of Memory': 'limited',
  IO: 'unavailable',
  Permission: 'unavailable',
  INTERNAL: 'unavailable',
  FATAL: 'unavailable',
  INTERRUPT: 'limited',
  '': 'unavailable',
}

function toFailure(kind: string, message: string): Failure {
  const code = codes[kind] ?? 'invalid'
  if (kind === 'Out of Memory')
    return new Failure(code, `The query needs more memory or spill than it may take: ${firstOf(message)}`)
  if (code !== 'invalid') return new Failure(code, `The query ended: ${firstOf(message)}`)
  return new Failure(code, `sql: ${message}`, {
    faults: [{ code, path: 'sql', expected: 'a query that DuckDB can run', got: firstOf(message) }],
  })
}

/** Advice of DuckDB about settings follows, which can't be changed here. */
const firstOf = (message: string): string => (message.split('\n')[0] ?? '').split(' This limit was set by')[0] ?? ''

const toWire = ({ code, message, faults }: Failure): WireFailure => ({ code, message, faults })
