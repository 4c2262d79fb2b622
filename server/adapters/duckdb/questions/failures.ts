import { Failure } from '../../../../lib/errors.ts'

/** What DuckDB's message stands for. `isDamaged`: the database can't run another query. */
export function nameFailure(message: string): { error: Error; isDamaged: boolean } {
  const kind = /^([A-Za-z]+(?: [A-Za-z]+)*) Error: /.exec(message)?.[1] ?? ''
  const first = message.split('\n')[0] ?? ''
  if (kind === 'Out of Memory')
    return named('limited', 'The question needs more memory or spill than it may take, expected a shorter range.')
  if (kind === 'IO') return named('unavailable', `A file of the lake can't be read: ${first}`)
  if (kind === 'INTERNAL' || kind === 'FATAL') return { ...named('unavailable', first), isDamaged: true }
  return { error: new Error(message), isDamaged: false }
}

const named = (code: 'limited' | 'unavailable', message: string) => ({
  error: new Failure(code, message, { retryAfterMs: 5_000 }),
  isDamaged: false,
})
