/** Subscriptions as iterators over the bus. The bus keeps the messages: a subscriber costs a position in its log, not a buffer. */
import { endable } from '../../../lib/async/endable.ts'
import { Failure } from '../../../lib/errors.ts'
import { requirePermission } from '../../../lib/permissions.ts'
import type { ConvoyEvent, StreamedEvent } from '../../../schema/events.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import type { Actor } from '../../../schema/permissions.ts'
import type { BusSequence, Subscription } from '../../ports/bus.ts'
import type { Ports } from '../../ports/index.ts'
import { type Roster, requireConvoys } from '../../repositories/roster.ts'
import type { StreamNoticeModel } from './models.ts'

export type EventsDeps = Pick<Ports, 'bus' | 'clock'> & { roster: Pick<Roster, 'findConvoy'> }

type EventOf<K extends ConvoyEvent['kind']> = Extract<ConvoyEvent, { kind: K }>

interface StreamRequest {
  /** Null: all convoys, including those created later. */
  convoyIds: readonly ConvoyId[] | null
  after: BusSequence | null
}

const streamed = <E extends ConvoyEvent>(event: E, sequence: BusSequence): StreamedEvent<E> => ({
  ...event,
  sequence,
  timestamp: event.atMs,
})

/**
 * Events of one kind of one convoy, after the sequence `after` or from now on. Fails with `missing` when later events are no
 * longer held or the sequence was never issued: the subscriber must then reload its state and subscribe without `after`.
 */
export async function openEventsOf<K extends ConvoyEvent['kind']>(
  deps: EventsDeps,
  actor: Actor,
  kind: K,
  { convoyId, after }: { convoyId: ConvoyId; after: BusSequence | null },
): Promise<AsyncGenerator<StreamedEvent<EventOf<K>>>> {
  const { stop, subscription } = await openLog(deps, actor, { convoyIds: [convoyId], after })
  if (subscription.gap) {
    stop.abort()
    throw lostPlace(after)
  }
  async function* read(): AsyncGenerator<StreamedEvent<EventOf<K>>> {
    for await (const { sequence, message } of subscription)
      if (message?.kind === kind && message.convoyId === convoyId) yield streamed(message as EventOf<K>, sequence)
  }
  return endable(read(), () => stop.abort())
}

/** All events of these convoys, and notices about the state of the stream. Begins with a notice. */
export async function openConvoyEvents(
  deps: EventsDeps,
  actor: Actor,
  request: StreamRequest,
): Promise<AsyncGenerator<StreamedEvent | StreamNoticeModel>> {
  const { stop, subscription } = await openLog(deps, actor, request)
  const wanted = request.convoyIds && new Set(request.convoyIds)

  async function* read(): AsyncGenerator<StreamedEvent | StreamNoticeModel> {
    const notice = (kind: StreamNoticeModel['kind'], sequence: BusSequence, recovered = 0): StreamNoticeModel => ({
      kind,
      sequence,
      timestamp: deps.clock.nowMs(),
      recovered,
    })
    const { head, gap } = subscription
    const isResumed = request.after !== null && !gap
    let isBehind = isResumed && request.after !== head
    let recovered = 0

    if (isResumed) yield notice('RESUMED', request.after ?? head)
    else yield notice(gap ? 'GAP' : 'STARTED', head)
    if (isResumed && !isBehind) yield notice('CAUGHT_UP', head)

    for await (const { sequence, message } of subscription) {
      const isWanted = message !== null && (!wanted || wanted.has(message.convoyId))
      if (isWanted) yield streamed(message, sequence)
      // The message could not be read: the subscriber must reload its state.
      if (message === null) yield notice('GAP', sequence)
      if (!isBehind) continue
      if (isWanted) recovered++
      if (sequence !== head) continue
      isBehind = false
      yield notice('CAUGHT_UP', head, recovered)
    }
  }
  return endable(read(), () => stop.abort())
}

async function openLog(
  { bus, roster }: EventsDeps,
  actor: Actor,
  { convoyIds, after }: StreamRequest,
): Promise<{ stop: AbortController; subscription: Subscription<ConvoyEvent> }> {
  requirePermission(actor, 'picture:read')
  requireConvoys(roster, convoyIds ?? [])
  const stop = new AbortController()
  return { stop, subscription: await bus.subscribe('events', { after, signal: stop.signal }) }
}

function lostPlace(after: BusSequence | null): Failure {
  const fault = {
    code: 'missing',
    path: 'after',
    expected: 'a sequence that is still held',
    got: String(after),
  } as const
  return new Failure(
    'missing',
    `after: expected ${fault.expected}, got ${fault.got}. Reload, then subscribe without it.`,
    {
      faults: [fault],
    },
  )
}
