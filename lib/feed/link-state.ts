import type { FeedState, FeedStatus } from './feed.ts'

/** A beat comes each second: more than this without news and what is shown is behind. */
export const behindAfterMs = 2_000
/** How long the badge speaks of a resume, and of lost events. */
export const resyncedForMs = 10_000
export const droppedForMs = 30_000

export interface LinkFacts {
  nowMs: number
  connected: boolean
  /** It was connected once, or tried to be, and that failed. */
  everCut: boolean
  /** Something has come on the first connection, but not yet the whole picture. */
  started: boolean
  /** A part of the stream did not come and has not been made good. */
  missed: boolean
  /** Server time up to which the picture is known to be complete; null before it first was. */
  completeUpToMs: number | null
  /** When the last resume was complete; null: never cut. */
  resumedAtMs: number | null
  /** When events were last known to be lost. */
  droppedAtMs: number | null
}

/** The state of the link. The worst that is true wins. */
export function judgeLink(facts: LinkFacts): FeedState {
  const { nowMs, connected, completeUpToMs, resumedAtMs, droppedAtMs } = facts
  const within = (sinceMs: number | null, forMs: number) => sinceMs !== null && nowMs - sinceMs < forMs
  if (!connected && facts.everCut) return 'offline'
  if (completeUpToMs === null) return facts.started ? 'loading' : 'connecting'
  if (!connected) return 'offline'
  if (within(droppedAtMs, droppedForMs)) return 'dropped'
  if (facts.missed) return 'resyncing'
  if (nowMs - completeUpToMs > behindAfterMs) return 'behind'
  return within(resumedAtMs, resyncedForMs) ? 'resynced' : 'live'
}

/** Keeps what is known of the link. */
export function createLinkWatch(serverNowMs: () => number) {
  const facts: Omit<LinkFacts, 'nowMs'> = {
    connected: false,
    everCut: false,
    started: false,
    missed: false,
    completeUpToMs: null,
    resumedAtMs: null,
    droppedAtMs: null,
  }
  let status: FeedStatus = {
    state: 'connecting',
    completeUpToMs: null,
    dropped: 0,
    sinceMs: serverNowMs(),
  }
  const stateNow = () => judgeLink({ ...facts, nowMs: serverNowMs() })

  return {
    /** The state now; what the screen shows is that of the last `judge`. */
    stateNow,
    /** The status for a delivery. `sinceMs` moves when the state does. */
    judge(): FeedStatus {
      const nowMs = serverNowMs()
      const state = stateNow()
      const sinceMs = state === status.state ? status.sinceMs : nowMs
      status = { ...status, state, completeUpToMs: facts.completeUpToMs, sinceMs }
      return status
    },
    isConnected: () => facts.connected,
    connected() {
      facts.connected = true
    },
    cut() {
      Object.assign(facts, { connected: false, everCut: true, missed: facts.completeUpToMs !== null })
    },
    /** A frame or an answer came. */
    started() {
      facts.started = true
    },
    /** A part of the stream did not come. */
    missed() {
      facts.missed = facts.completeUpToMs !== null
    },
    /** Every convoy is complete up to then; said to be resynced when it was not before. */
    whole(upToMs: number) {
      facts.completeUpToMs = upToMs
      if (facts.missed) Object.assign(facts, { missed: false, resumedAtMs: serverNowMs() })
    },
    noteDropped(dropped: number) {
      status = { ...status, dropped }
      facts.droppedAtMs = serverNowMs()
    },
  }
}
