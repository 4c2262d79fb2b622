/** Subscriptions as iterators over the bus. The bus holds the messages: a subscriber costs a position in its log, no buffer. */

import { Failure } from '../../../lib/errors.ts'
import { requirePermission } from '../../../lib/permissions.ts'
import type { ConvoyEvent } from '../../../schema/events.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import type { BusSequence, Subscription } from '../../ports/bus.ts'
import type { Roster } from '../../repositories/roster.ts'
import type { GraphqlContext } from './context.ts'
import { endable } from './endable.ts'
import type { NoticeModel, StreamModel } from './models.ts'

type EventOf<K extends ConvoyEvent['kind']> = Extract<ConvoyEvent, { kind: K }>

export interface StreamRequest {
  /** Null: all convoys, those made later too. */
  convoyIds: readonly ConvoyId[] | null
  after: BusSequence | null
}

/**
 * Events of one kind of one convoy, after `after` or from now on. Refused with `missing` when what lay after it is gone or
 * the sequence was never given out: then the subscriber loads what it shows again and subscribes without `after`.
 */
export async function openEvents<K extends ConvoyEvent['kind']>(
  context: GraphqlContext,
  kind: K,
  convoyId: ConvoyId,
  after: BusSequence | null,
): Promise<AsyncGenerator<StreamModel<EventOf<K>>>> {
  const { stop, subscription } = await openLog(context, { convoyIds: [convoyId], after })
  if (subscription.gap) {
    stop.abort()
    throw lostPlace(after)
  }
  async function* read(): AsyncGenerator<StreamModel<EventOf<K>>> {
    for await (const { sequence, message } of subscription)
      if (message?.kind === kind && message.convoyId === convoyId) yield { sequence, event: message as EventOf<K> }
  }
  return endable(read(), () => stop.abort())
}

/** Everything that happens to these convoys, and notices of how the stream stands. Begins with a notice. */
export async function openConvoyEvents(
  context: GraphqlContext,
  request: StreamRequest,
): Promise<AsyncGenerator<StreamModel<ConvoyEvent> | NoticeModel>> {
  const { stop, subscription } = await openLog(context, request)
  const wanted = request.convoyIds && new Set(request.convoyIds)
  const { clock } = context.deps

  async function* read(): AsyncGenerator<StreamModel<ConvoyEvent> | NoticeModel> {
    const notice = (kind: NoticeModel['kind'], sequence: BusSequence, recovered = 0): NoticeModel => ({
      kind,
      sequence,
      atMs: clock.nowMs(),
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
      if (isWanted) yield { sequence, event: message }
      // What it said is not known: the subscriber loads what it shows again.
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
  { deps, actor }: GraphqlContext,
  { convoyIds, after }: StreamRequest,
): Promise<{ stop: AbortController; subscription: Subscription<ConvoyEvent> }> {
  requirePermission(actor, 'picture:read')
  requireConvoys(deps.roster, convoyIds ?? [])
  const stop = new AbortController()
  return { stop, subscription: await deps.bus.subscribe('events', { after, signal: stop.signal }) }
}

export function requireConvoys(roster: Roster, convoyIds: readonly ConvoyId[]): void {
  for (const convoyId of convoyIds)
    if (!roster.findConvoy(convoyId)) throw new Failure('missing', `Convoy ${convoyId} is not known.`)
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
    `after: expected ${fault.expected}, got ${fault.got}. Load again, then subscribe without.`,
    {
      faults: [fault],
    },
  )
}
