import { createKeyedMutex } from '../../../lib/async/keyed-mutex.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import type { Leadership, LeadershipReset } from '../../../schema/leadership.ts'
import { followTopic } from '../../repositories/follow-topic.ts'
import type { Lease } from '../../repositories/leases.ts'
import type { NewestReadings } from '../../repositories/newest-readings.ts'
import type { Roster } from '../../repositories/roster.ts'
import { type ElectionsDeps, openElections } from './elections.ts'
import { createReportGatherer } from './report-gatherer.ts'

const tickMs = 500
/** Heartbeats are stored this often, not each: a crash loses at most this much. */
const saveHeartbeatsMs = 5_000
/** A tick this late means that the process was stopped or the machine slept: no reports were received meanwhile. */
const stalledAfterMs = 3_000

export interface WatchDeps extends ElectionsDeps {
  roster: Pick<Roster, 'findConvoy' | 'findDrone' | 'convoys'>
  /** Null with an in-process bus, which is always available. */
  newest: Pick<NewestReadings, 'ofAll'> | null
}

export interface LeadershipWatch {
  /** Leadership of a convoy as last stored; `unknown` without reports. Synchronous: called for every frame. */
  of(convoyId: ConvoyId): Leadership
  /** Applies a stored reset in this process. Other processes receive it through the bus. */
  reset(order: LeadershipReset): Promise<void>
  /** Stores and publishes changes in this process, under the lease, until the signal aborts. */
  publishUntil(signal: AbortSignal, lease: Lease): Promise<void>
  /** Resolves once the signal has aborted and the newest heartbeats are stored. Close the store only after it. */
  readonly closed: Promise<void>
}

/**
 * Watches who leads the convoys: follows the topic `readings`, stores every change and then publishes it on `events`. Readings
 * missed on the bus are replaced by the newest stored ones. Resolves once the stored state is loaded and the topics are followed;
 * ends when `signal` aborts. With several processes, those with the role web or worker watch and one at a time publishes:
 * unless `isOnlyProcess`, this one publishes only during `publishUntil`.
 */
export async function startLeadershipWatch(
  deps: WatchDeps,
  signal: AbortSignal,
  isOnlyProcess = true,
): Promise<LeadershipWatch> {
  const { clock, log } = deps
  const elections = await openElections(deps, isOnlyProcess)
  const mutex = createKeyedMutex<'step'>()
  const enqueue = (step: () => Promise<void>) =>
    mutex.run('step', step).catch((error) => log.warn({ error }, 'a step of the leadership watch failed'))
  const takeReports = createReportGatherer({
    ...{ clock, signal },
    apply: (convoyId, readings) => mutex.run('step', () => elections.addReports(convoyId, readings)),
  })
  let tickedAtMs = clock.nowMs()
  let savedAtMs = clock.monotonicMs()

  async function onTick(): Promise<void> {
    const lateMs = clock.nowMs() - tickedAtMs
    tickedAtMs = clock.nowMs()
    if (lateMs > stalledAfterMs || !deps.canReceive()) elections.startGracePeriod()
    await elections.passTime()
    if (clock.monotonicMs() - savedAtMs < saveHeartbeatsMs) return
    savedAtMs = clock.monotonicMs()
    await elections.saveHeartbeats()
  }

  const stopTicking = clock.every(tickMs, () => enqueue(onTick))
  await followTopic(
    deps,
    'readings',
    {
      name: 'the leadership watch',
      async reload() {
        await enqueue(async () => elections.startGracePeriod())
        if (!deps.newest) return
        for await (const { convoyId, readings } of deps.newest.ofAll())
          await enqueue(() => elections.addReports(convoyId, readings))
      },
      onMessage: takeReports,
    },
    signal,
  )
  await followTopic(
    deps,
    'settings',
    {
      name: 'leadership resets',
      reload: () => enqueue(elections.applyStoredResets),
      async onMessage(message) {
        if (message.kind === 'leadership-reset') await enqueue(() => elections.reset(message))
      },
    },
    signal,
  )
  await followTopic(
    deps,
    'events',
    {
      name: 'the leadership watch',
      reload: () =>
        enqueue(async () => {
          for (const { convoyId } of deps.roster.convoys()) elections.rosterChanged(convoyId, null)
        }),
      async onMessage(message) {
        if (message.kind !== 'roster') return
        const { convoyId, droneIds } = message
        await enqueue(async () => elections.rosterChanged(convoyId, droneIds))
      },
    },
    signal,
  )
  const closed = ended(signal).then(() => {
    stopTicking()
    return enqueue(() => elections.saveHeartbeats())
  })
  return {
    of: elections.of,
    closed,
    reset: (order) => mutex.run('step', () => elections.reset(order)),
    async publishUntil(until, lease) {
      await mutex.run('step', () => elections.setLease(lease))
      await enqueue(async () => elections.startGracePeriod())
      await ended(until)
      await enqueue(() => elections.saveHeartbeats())
      await enqueue(() => elections.setLease(null))
    },
  }
}

const ended = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
