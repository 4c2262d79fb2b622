import { dayLengthMs, dayMsOf } from '../time/day.ts'
import { reportedWithinMs } from './recording-pace.ts'

/** Half-open. */
export interface Span {
  fromMs: number
  toMs: number
}

/** When anything was recorded, loaded a day (UTC) at a time as it is asked for. */
export interface RecordedSpans {
  /** Null while that is not known: it is loading, could not be loaded, or the recorder has not said so yet. */
  isRecorded(atMs: number): boolean | null
  close(): void
}

interface Options {
  /** The recorded spans of [fromMs, toMs), in order. */
  load(fromMs: number, toMs: number, signal: AbortSignal): Promise<readonly Span[]>
  /** The server's time now. */
  liveMs(): number
  /** Monotonic, in milliseconds. */
  now(): number
}

const refreshAfterMs = 5_000

interface Day {
  spans: readonly Span[]
  loadedAtMs: number
}

export function createRecordedSpans({ load, liveMs, now }: Options): RecordedSpans {
  const days = new Map<number, Day>()
  const triedAtMs = new Map<number, number>()
  const ended = new AbortController()

  async function loadDay(dayMs: number): Promise<void> {
    triedAtMs.set(dayMs, now())
    try {
      days.set(dayMs, { spans: await load(dayMs, dayMs + dayLengthMs, ended.signal), loadedAtMs: now() })
    } catch {
      // Asked for again; until then it is not known.
    }
  }

  function refreshIfOld(dayMs: number): void {
    const isRunning = dayMsOf(liveMs() - reportedWithinMs) <= dayMs
    const isWanted = !days.has(dayMs) || isRunning
    if (isWanted && now() - (triedAtMs.get(dayMs) ?? Number.NEGATIVE_INFINITY) >= refreshAfterMs) void loadDay(dayMs)
  }

  return {
    isRecorded(atMs) {
      const dayMs = dayMsOf(atMs)
      refreshIfOld(dayMs)
      const day = days.get(dayMs)
      if (!day) return null
      if (day.spans.some(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs)) return true
      return atMs > liveMs() - reportedWithinMs ? null : isKnownSince(day, atMs)
    },
    close: () => ended.abort(),
  }

  /** A day loaded while it ran says nothing of what came after. */
  function isKnownSince({ loadedAtMs }: Day, atMs: number): false | null {
    const loadedAtLiveMs = liveMs() - (now() - loadedAtMs)
    return atMs < loadedAtLiveMs - reportedWithinMs ? false : null
  }
}
