import { useEffect, useRef, useState } from 'react'
import { createFairQueue } from '../../lib/async/fair-queue.ts'
import { isFailure } from '../../lib/errors.ts'
import type { QuestionName } from '../../schema/questions.ts'
import { askQuestion } from './asking.ts'
import { cancelQuery, newQueryId, watchProgress } from './queries.ts'
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

/** A browser has six connections to a server: some stay free for progress, cancelling and the live picture. */
const turns = createFairQueue({ slots: 4, waiting: 1_000, waitingOfKey: 1_000 })

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
    const ask = async (): Promise<Answer> => {
      const endTurn = await turns.acquire('page', signal)
      const stopWatching = watchProgress(own, signal, (progressPct) =>
        show((before) => ({ ...before, asking: { isLong: true, progressPct } })),
      )
      try {
        return await askQuestion(name, JSON.parse(key) as Parameters, { queryId: own, signal })
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
  return { ...held, cancel: () => void (queryId.current && cancelQuery(queryId.current)) }
}

const failureOf = (cause: unknown): Held['failure'] => ({
  reason: cause instanceof Error ? cause.message : String(cause),
  isCancelled: isFailure(cause) && cause.code === 'conflict',
})
