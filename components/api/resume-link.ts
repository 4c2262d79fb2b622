import { ApolloLink } from '@apollo/client/link'
import { RetryLink } from '@apollo/client/link/retry'
import { Observable } from 'rxjs'
import { toFailure } from '../../lib/api/client.ts'
import type { ConvoyEventsItem, StreamStatus } from '../../lib/api/convoy-events.ts'
import { backoffMs } from '../../lib/async/backoff.ts'
import { Failure, isTransient } from '../../lib/errors.ts'
import { failureOf } from './failure-of.ts'

export interface ResumeOptions {
  onStatus(status: StreamStatus): void
  /** What was missed is no longer available: load again what is shown. */
  onGap(): void
  random: () => number
}

/** What is known of a subscription over all its attempts; the sequence to resume after is in its variables. */
interface Progress {
  /** Attempts in succession that did not come as far as live events. */
  failures: number
  /** Events replayed since the cut; a replay that is cut too goes on where it ended. */
  recovered: number
}

/**
 * Keeps a subscription to `convoyEvents` going: every attempt asks for what came after the last sequence seen, so events come in
 * order and none twice. Ends only when unsubscribed, or with the Failure of a server that refuses for good.
 */
export function createResumeLink({ onStatus, onGap, random }: ResumeOptions): ApolloLink {
  // The retry link hands the same operation on with every attempt.
  const known = new WeakMap<ApolloLink.Operation, Progress>()
  const progressOf = (operation: ApolloLink.Operation): Progress => {
    const progress = known.get(operation) ?? { failures: 0, recovered: 0 }
    if (!known.has(operation)) {
      known.set(operation, progress)
      operation.variables = { ...operation.variables } // `after` is written into it
    }
    return progress
  }

  const retry = new RetryLink({
    attempts(_count, _operation, cause) {
      const failure = failureOf(cause)
      if (!isTransient(failure)) onStatus({ state: 'failed', failure })
      return isTransient(failure)
    },
    delay(_count, operation) {
      const progress = progressOf(operation)
      progress.failures += 1
      const retryInMs = backoffMs(progress.failures, random)
      onStatus({ state: 'disconnected', retryInMs })
      return retryInMs
    },
  })

  const resume = new ApolloLink((operation, forward) => {
    const progress = progressOf(operation)
    let isReplay = false
    const take = (item: ConvoyEventsItem) => {
      // The socket's client asks again with these variables after a clean close: they are changed in place.
      operation.variables.after = item.sequence
      if (item.__typename !== 'StreamNotice') {
        if (isReplay) progress.recovered += 1
        return
      }
      isReplay = item.kind === 'RESUMED'
      if (isReplay) return
      const { recovered } = progress
      Object.assign(progress, { failures: 0, recovered: 0 })
      const gap = item.kind === 'GAP'
      onStatus({ state: 'connected', recovered, gap })
      if (gap) onGap()
    }
    return new Observable((observer) => {
      onStatus({ state: 'connecting', attempt: progress.failures })
      return forward(operation).subscribe({
        next(result) {
          const { data, errors } = result as ApolloLink.Result<{ convoyEvents: ConvoyEventsItem }>
          if (errors?.[0]) return observer.error(toFailure(errors[0]))
          if (!data) return
          take(data.convoyEvents)
          observer.next(result)
        },
        error: (cause) => observer.error(failureOf(cause)),
        complete: () => observer.error(new Failure('unavailable', 'The stream of events ended early')),
      })
    })
  })
  return retry.concat(resume)
}
