import type { FeedStatus, LiveState } from './feed.ts'

/** The server sends a beat every second: after this long without a message the picture is behind. */
export const behindAfterMs = 2_000
/** How long the badge shows a resume, and lost events. */
export const resyncedForMs = 10_000
export const droppedForMs = 30_000

export interface LinkFacts {
  nowMs: number
  connected: boolean
  /** A connection was lost, or an attempt failed. */
  everDisconnected: boolean
  /** The first connection has received something, but not the whole picture yet. */
  started: boolean
  /** Part of the stream was missed and has not been recovered yet. */
  missed: boolean
  /** Server time up to which the picture is complete; null before the first complete picture. */
  completeUpToMs: number | null
  /** When the last resume completed; null if there was none. */
  resumedAtMs: number | null
  /** When events were last found to be lost. */
  droppedAtMs: number | null
}

/** The state of the link: the worst that applies. */
export function judgeLink(facts: LinkFacts): LiveState {
  const { nowMs, connected, completeUpToMs, resumedAtMs, droppedAtMs } = facts
  const within = (sinceMs: number | null, forMs: number) => sinceMs !== null && nowMs - sinceMs < forMs
  if (!connected && facts.everDisconnected) return 'offline'
  if (completeUpToMs === null) return facts.started ? 'loading' : 'connecting'
  if (!connected) return 'offline'
  if (within(droppedAtMs, droppedForMs)) return 'dropped'
  if (facts.missed) return 'resyncing'
  if (nowMs - completeUpToMs > behindAfterMs) return 'behind'
  return within(resumedAtMs, resyncedForMs) ? 'resynced' : 'live'
}

/** Tracks the state of the link. */
export function createLinkWatch(serverNowMs: () => number) {
  const facts: Omit<LinkFacts, 'nowMs'> = {
    connected: false,
    everDisconnected: false,
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
    /** The current state. The screen shows that of the last `judge`. */
    stateNow,
    /** The status for a delivery. `sinceMs` changes with the state. */
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
    disconnected() {
      Object.assign(facts, { connected: false, everDisconnected: true, missed: facts.completeUpToMs !== null })
    },
    /** A frame or a response was received. */
    started() {
      facts.started = true
    },
    /** Part of the stream was missed. */
    missed() {
      facts.missed = facts.completeUpToMs !== null
    },
    /** Every convoy is complete up to this time; the state becomes resynced if part of the stream had been missed. */
    complete(upToMs: number) {
      facts.completeUpToMs = upToMs
      if (facts.missed) Object.assign(facts, { missed: false, resumedAtMs: serverNowMs() })
    },
    noteDropped(dropped: number) {
      status = { ...status, dropped }
      facts.droppedAtMs = serverNowMs()
    },
  }
}
