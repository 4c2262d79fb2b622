import { useEffect, useRef, useState } from 'react'
import { isFailure } from '../../lib/errors.ts'
import type { QuestionName } from '../../schema/questions.ts'
import { askQuestion, cancelQuery, loadProgress } from './asking.ts'
import type { Parameters } from './question-request.ts'
import type { Answer } from './rows.ts'

/** Where a question stands. While it is asked again its last answer stays. */
export interface AnswerState {
  answer: Answer | null
  /** Null unless it is being asked. Progress is known after a second, if at all. */
  asking: { isLong: boolean; progressPct: number | null } | null
  failure: { reason: string; isCancelled: boolean } | null
  cancel(): void
}

type Held = Omit<AnswerState, 'cancel'>
const longAfterMs = 1_000
const progressEveryMs = 500

/** Asks a question, and again with other parameters or another `round`; what is then no longer wanted is cancelled. */
export function useAnswer(name: QuestionName, parameters: Parameters, round: number): AnswerState {
  const [held, setHeld] = useState<Held>({ answer: null, asking: { isLong: false, progressPct: null }, failure: null })
  const queryId = useRef<string | null>(null)
  const key = JSON.stringify(parameters)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks the same again
  useEffect(() => {
    const left = new AbortController()
    const { signal } = left
    const own = newQueryId()
    queryId.current = own
    const show = (next: (before: Held) => Held) => signal.aborted || setHeld(next)
    show((before) => ({ ...before, asking: { isLong: false, progressPct: null } }))
    const watch = watchProgress(own, signal, (progressPct) =>
      show((before) => ({ ...before, asking: { isLong: true, progressPct } })),
    )
    askQuestion(name, JSON.parse(key) as Parameters, { queryId: own, signal })
      .then(
        (answer) => show(() => ({ answer, asking: null, failure: null })),
        (cause: unknown) => show((before) => ({ ...before, asking: null, failure: failureOf(cause) })),
      )
      .finally(() => clearInterval(watch.timer))
    return () => {
      clearInterval(watch.timer)
      left.abort()
    }
  }, [name, key, round])
  return { ...held, cancel: () => void (queryId.current && cancelQuery(queryId.current)) }
}

/** From a second on, twice a second. */
function watchProgress(queryId: string, signal: AbortSignal, onProgress: (progressPct: number | null) => void) {
  const beganMs = performance.now()
  const look = async () => {
    if (performance.now() - beganMs >= longAfterMs) onProgress(await loadProgress(queryId, signal))
  }
  return { timer: setInterval(() => void look(), progressEveryMs) }
}

const failureOf = (cause: unknown): Held['failure'] => ({
  reason: cause instanceof Error ? cause.message : String(cause),
  isCancelled: isFailure(cause) && cause.code === 'conflict',
})

/** `crypto.randomUUID` is missing where the page comes over plain HTTP from another machine. */
function newQueryId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const hex = [...bytes].map((byte, at) =>
    (at === 6 ? (byte & 15) | 64 : at === 8 ? (byte & 63) | 128 : byte).toString(16).padStart(2, '0'),
  )
  return [hex.slice(0, 4), hex.slice(4, 6), hex.slice(6, 8), hex.slice(8, 10), hex.slice(10)]
    .map((part) => part.join(''))
    .join('-')
}
