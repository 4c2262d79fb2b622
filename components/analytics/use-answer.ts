import { useEffect, useRef, useState } from 'react'
import { createFairQueue } from '../../lib/async/fair-queue.ts'
import { Failure, isFailure } from '../../lib/errors.ts'
import type { QuestionName } from '../../schema/questions.ts'
import { askQuestion } from './asking.ts'
import { longAfterMs, newQueryId, watchProgress } from './queries.ts'
import type { Parameters } from './question-request.ts'
import type { Answer } from './rows.ts'
import { useHeld } from './use-held.ts'

/** Where a question stands. While it is asked again its last answer stays. */
export interface AnswerState {
  answer: Answer | null
  /** Null unless it is being asked. Progress is known after a second, if at all. `isWaiting`: for its turn in this page. */
  asking: { isLong: boolean; isWaiting: boolean; progressPct: number | null } | null
  failure: { reason: string; isCancelled: boolean; isUnavailable: boolean } | null
  /** Also while it waits for its turn, or the server can't be reached. */
  cancel(): void
}

type Held = Omit<AnswerState, 'cancel'>

const begun = { isLong: false, isWaiting: false, progressPct: null }
/** A browser has six connections to a server: some stay free for progress and the live picture. */
const turns = createFairQueue({ slots: 4, waiting: 1_000, waitingOfKey: 1_000 })

/**
 * Asks a question, and again with other parameters or another `round`; what is then no longer wanted is cancelled. While `isDragging`
 * parameters follow each other so fast that each would cancel the one before: the newest are asked once the ones before are answered.
 */
export function useAnswer(name: QuestionName, parameters: Parameters, round: number, isDragging: boolean): AnswerState {
  const [held, setHeld] = useState<Held>({ answer: null, asking: begun, failure: null })
  const cancel = useRef(() => {})
  const key = useHeld(JSON.stringify(parameters), isDragging && held.asking !== null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks the same again
  useEffect(() => {
    const left = new AbortController()
    const cancelled = new AbortController()
    cancel.current = () => cancelled.abort(new Failure('conflict', 'The question was cancelled.'))
    const signal = AbortSignal.any([left.signal, cancelled.signal])
    const queryId = newQueryId()
    const show = (next: (before: Held) => Held) => left.signal.aborted || setHeld(next)
    const showAsking = (asking: Held['asking']) => show((before) => ({ ...before, asking }))
    showAsking(begun)
    const ask = async (): Promise<Answer> => {
      const endTurn = await takeTurn(signal, () => showAsking({ isLong: true, isWaiting: true, progressPct: null }))
      const stopWatching = watchProgress(queryId, signal, (progressPct) =>
        showAsking({ isLong: true, isWaiting: false, progressPct }),
      )
      try {
        return await askQuestion(name, JSON.parse(key) as Parameters, { queryId, signal })
      } finally {
        stopWatching()
        endTurn()
      }
    }
    ask().then(
      (answer) => show(() => ({ answer, asking: null, failure: null })),
      (cause: unknown) => show((before) => ({ ...before, asking: null, failure: failureOf(cause) })),
    )
    return () => left.abort()
  }, [name, key, round])
  return { ...held, cancel: () => cancel.current() }
}

/** `onLong` is called when the turn has not come within a second. */
async function takeTurn(signal: AbortSignal, onLong: () => void): Promise<() => void> {
  const timer = setTimeout(onLong, longAfterMs)
  try {
    return await turns.acquire('page', signal)
  } finally {
    clearTimeout(timer)
  }
}

const failureOf = (cause: unknown): Held['failure'] => ({
  reason: cause instanceof Error ? cause.message : String(cause),
  isCancelled: isFailure(cause) && cause.code === 'conflict',
  isUnavailable: isFailure(cause) && cause.code === 'unavailable',
})
