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
  /** A part of the stream did not come and has not been made good. */
  missed: boolean
  /** Server time up to which the screen is known to be complete; null before the first picture. */
  shownUpToMs: number | null
  /** When the last resume was complete; null: never cut. */
  resumedAtMs: number | null
  /** When events were last known to be lost. */
  droppedAtMs: number | null
}

/** What the badge says. The worst that is true wins. */
export function judgeLink(facts: LinkFacts): { state: FeedState; behindMs: number } {
  const { nowMs, shownUpToMs, resumedAtMs, droppedAtMs } = facts
  const behindMs = shownUpToMs === null ? 0 : Math.max(0, nowMs - shownUpToMs)
  const within = (sinceMs: number | null, forMs: number) => sinceMs !== null && nowMs - sinceMs < forMs
  if (shownUpToMs === null) return { state: facts.everCut && !facts.connected ? 'offline' : 'connecting', behindMs }
  if (!facts.connected) return { state: 'offline', behindMs }
  if (within(droppedAtMs, droppedForMs)) return { state: 'dropped', behindMs }
  if (behindMs > behindAfterMs || facts.missed) return { state: 'behind', behindMs }
  if (within(resumedAtMs, resyncedForMs)) return { state: 'resynced', behindMs }
  return { state: 'live', behindMs }
}

export type StatusListener = (status: FeedStatus) => void

/** Keeps what is known of the link and tells listeners what the badge shows: at every change, and at `tell` so that ages count. */
export function createLinkWatch(serverNowMs: () => number) {
  const facts: Omit<LinkFacts, 'nowMs'> = {
    connected: false,
    everCut: false,
    missed: false,
    shownUpToMs: null,
    resumedAtMs: null,
    droppedAtMs: null,
  }
  const listeners = new Set<StatusListener>()
  let status: FeedStatus = { state: 'connecting', behindMs: 0, recovered: 0, dropped: 0, sinceMs: serverNowMs() }

  const tell = () => {
    const nowMs = serverNowMs()
    const { state, behindMs } = judgeLink({ ...facts, nowMs })
    status = { ...status, state, behindMs, sinceMs: state === status.state ? status.sinceMs : nowMs }
    for (const listener of listeners) listener(status)
  }
  const set = (change: Partial<typeof facts>) => {
    Object.assign(facts, change)
    const { state } = judgeLink({ ...facts, nowMs: serverNowMs() })
    if (state !== status.state) tell()
  }

  return {
    get status() {
      return status
    },
    isConnected: () => facts.connected,
    connected: () => set({ connected: true }),
    cut() {
      set({ connected: false, everCut: true, missed: facts.shownUpToMs !== null })
    },
    /** A part of the stream did not come. */
    missed: () => set({ missed: true }),
    /** The picture is whole; said to be resynced when it was not before. */
    whole() {
      if (facts.missed) set({ missed: false, resumedAtMs: serverNowMs() })
    },
    /** The screen shows everything up to then. */
    shown: (upToMs: number) => set({ shownUpToMs: upToMs }),
    noteEvents(recovered: number, dropped: number) {
      status = { ...status, recovered, dropped }
      if (dropped > 0) facts.droppedAtMs = serverNowMs()
      tell()
    },
    tell,
    add(listener: StatusListener) {
      listeners.add(listener)
      listener(status)
      return () => void listeners.delete(listener)
    },
  }
}
