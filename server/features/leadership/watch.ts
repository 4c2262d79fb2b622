import { createKeyedMutex } from '../../../lib/async/keyed-mutex.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import type { Leadership, LeadershipReset } from '../../../schema/leadership.ts'
import type { StoredReading } from '../../../schema/telemetry.ts'
import { followTopic } from '../../repositories/follow-topic.ts'
import { newestOfAll } from '../../repositories/latest-readings.ts'
import type { Lease } from '../../repositories/leases.ts'
import type { Roster } from '../../repositories/roster.ts'
import { type ElectionsDeps, openElections } from './elections.ts'

const tickMs = 500
/** A heartbeat costs no write of its own: at a restart up to this much of it is forgotten. */
const saveHeartbeatsMs = 5_000
/** A tick this late tells of a process that was stopped, or a machine that slept: nobody could be heard. */
const deafAfterMs = 3_000

export interface WatchDeps extends ElectionsDeps {
  roster: Pick<Roster, 'findConvoy' | 'findDrone' | 'convoys' | 'dronesOf'>
  /** The newest stored reading of a drone, or null. Null: the bus is this process's own and never away. */
  latestReading: ((droneId: DroneId) => Promise<StoredReading | null>) | null
}

export interface LeadershipWatch {
  /** Leadership of a convoy as last stored; `unknown` while nothing was heard. Never waits: frames ask it. */
  of(convoyId: ConvoyId): Leadership
  /** Applies a reset that is stored. Resolves when leadership is shown without what was reset; other processes hear of it by the bus. */
  reset(order: LeadershipReset): Promise<void>
  /** Stores and tells changes here, under this lease, until the signal aborts; meanwhile no other process may. */
  tellUntil(signal: AbortSignal, lease: Lease): Promise<void>
  /** Resolves once the signal has aborted and the newest heartbeats are stored: close the store after it. */
  readonly closed: Promise<void>
}

/**
 * Watches who leads the convoys: hears the bus topic `readings`, lets time pass, stores every change and then publishes it
 * on `events`. What the bus did not tell it hears from the newest stored readings. Resolves once what was last known is loaded
 * and readings published from now on are heard; ends when `signal` aborts. Of several processes those with screens or the role
 * worker watch, and one at a time tells: `isAlone` false tells only in `tellUntil`.
 */
export async function startLeadershipWatch(
  deps: WatchDeps,
  signal: AbortSignal,
  isAlone = true,
): Promise<LeadershipWatch> {
  const { clock, log } = deps
  const elections = await openElections(deps, isAlone)
  const mutex = createKeyedMutex<'step'>()
  const inTurn = (step: () => Promise<void>) =>
    mutex.run('step', step).catch((error) => log.warn({ error }, 'a step of the leadership watch failed'))
  let tickedAtMs = clock.nowMs()
  let savedAtMs = clock.monotonicMs()

  async function letTimePass(): Promise<void> {
    const lateMs = clock.nowMs() - tickedAtMs
    tickedAtMs = clock.nowMs()
    if (lateMs > deafAfterMs || !deps.canHear()) elections.excuseSilence()
    await elections.passTime()
    if (clock.monotonicMs() - savedAtMs < saveHeartbeatsMs) return
    savedAtMs = clock.monotonicMs()
    await elections.saveHeartbeats()
  }

  const stopTicking = clock.every(tickMs, () => inTurn(letTimePass))
  await followTopic(
    deps,
    'readings',
    {
      name: 'the leadership watch',
      async reload() {
        await inTurn(async () => elections.excuseSilence())
        if (!deps.latestReading) return
        for await (const { convoyId, readings } of newestOfAll(deps.roster, deps.latestReading))
          await inTurn(() => elections.hear(convoyId, readings))
      },
      onMessage: (message) => mutex.run('step', () => elections.hear(message.convoyId, message.readings)),
    },
    signal,
  )
  await followTopic(
    deps,
    'settings',
    {
      name: 'leadership resets',
      reload: () => inTurn(elections.recallResets),
      async onMessage(message) {
        if (message.kind === 'leadership-reset') await inTurn(() => elections.reset(message))
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
        inTurn(async () => {
          for (const { convoyId } of deps.roster.convoys()) elections.rosterChanged(convoyId, null)
        }),
      async onMessage(message) {
        if (message.kind !== 'roster') return
        const { convoyId, droneIds } = message
        await inTurn(async () => elections.rosterChanged(convoyId, droneIds))
      },
    },
    signal,
  )
  const closed = ended(signal).then(() => {
    stopTicking()
    return inTurn(() => elections.saveHeartbeats())
  })
  return {
    of: elections.of,
    closed,
    reset: (order) => mutex.run('step', () => elections.reset(order)),
    async tellUntil(until, lease) {
      await mutex.run('step', () => elections.tell(lease))
      await inTurn(async () => elections.excuseSilence())
      await ended(until)
      await inTurn(() => elections.saveHeartbeats())
      await inTurn(() => elections.tell(null))
    },
  }
}

const ended = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
