/** Everything of replay that the live picture does without. */

import type { ApolloClient } from '@apollo/client'
import { PastRosterDocument, RecordingDocument } from '../../lib/api/documents.generated.ts'
import { setTimer } from '../../lib/async/set-timer.ts'
import type { Feed } from '../../lib/feed/feed.ts'
import { createSegmentLoader } from '../../lib/feed/load-segments.ts'
import { createRecordedSpans, type Span } from '../../lib/feed/recorded-spans.ts'
import { openReplayFeed, type ReplayFeed } from '../../lib/feed/replay.ts'
import { monotonicNow } from '../../lib/feed/server-clock.ts'
import { segmentMs } from '../../lib/frames/segments.ts'
import type { ConvoyId } from '../../schema/ids.ts'
import { followPastRoster, type PastNames } from './past-roster.ts'
import type { RosterAtCursor } from './roster-at-cursor.ts'
import type { TimeCursor } from './time-cursor.ts'

interface Deps {
  live: Feed
  roster: RosterAtCursor
  cursor: Pick<TimeCursor, 'fast'>
  client: ApolloClient
}

/** Resolves once it is known which convoys there are. */
export async function openBrowserReplay(deps: Deps, place: { atMs: number; rate: number }): Promise<ReplayFeed> {
  const { live, roster, client, cursor } = deps
  await whenReady(roster)
  const liveMs = live.nowMs
  const spans = createRecordedSpans({
    load: (fromMs, toMs, signal) => loadSpans(client, fromMs, toMs, signal),
    liveMs,
    now: monotonicNow,
  })
  const replay = openReplayFeed({
    ...place,
    convoyIds: () => [...roster.current().list, ...roster.current().archived].map(({ convoyId }) => convoyId),
    isRecorded: spans.isRecorded,
    load: createSegmentLoader(fetchSegment),
    liveMs,
    now: monotonicNow,
    nextPaint: (run) => void (document.hidden ? requestAnimationFrame(run) : queueMicrotask(run)),
    setTimer,
  })
  const names = followPastRoster({
    monotonicNow,
    load: (atMs) => loadRoster(client, atMs),
    ...{ current: roster.current, show: roster.show },
    nowMs: replay.nowMs,
  })
  const stopTicks = cursor.fast.subscribe(names.tick)
  return {
    ...replay,
    seek(atMs) {
      names.jumped()
      replay.seek(atMs)
    },
    close() {
      stopTicks()
      names.close()
      spans.close()
      replay.close()
    },
  }
}

function whenReady(roster: RosterAtCursor): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const check = () => roster.current().state === 'ready' && resolve()
  const stop = roster.subscribe(check)
  check()
  return promise.finally(stop)
}

async function fetchSegment(convoyIds: readonly ConvoyId[], segment: number, signal: AbortSignal): Promise<Uint8Array> {
  const span = `from=${segment}&to=${segment + segmentMs}`
  const response = await fetch(`/api/v1/frames?convoyIds=${convoyIds.join(',')}&${span}`, { signal })
  if (response.ok) return new Uint8Array(await response.arrayBuffer())
  throw new Error(`Recorded frames: HTTP ${response.status}, expected 200`)
}

async function loadSpans(client: ApolloClient, fromMs: number, toMs: number, signal: AbortSignal): Promise<Span[]> {
  const { data } = await client.query({
    query: RecordingDocument,
    variables: { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() },
    fetchPolicy: 'no-cache',
    context: { fetchOptions: { signal } },
  })
  return (data?.recording ?? []).map(({ from, to }) => ({ fromMs: Date.parse(from), toMs: Date.parse(to) }))
}

async function loadRoster(client: ApolloClient, atMs: number): Promise<PastNames> {
  const { data } = await client.query({
    query: PastRosterDocument,
    variables: { at: new Date(atMs).toISOString() },
    fetchPolicy: 'no-cache',
  })
  if (!data) throw new Error('Expected the names of a past instant, got none.')
  const { convoys, isKnown, until } = data.rosters
  return { convoys: isKnown ? convoys : null, untilMs: Date.parse(until) }
}
