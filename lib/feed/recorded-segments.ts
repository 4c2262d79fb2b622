import type { ConvoyId } from '../../schema/ids.ts'
import { segmentMs } from '../frames/segments.ts'
import { recorderLagMs } from './recording-pace.ts'

/** A frame of replay. */
export interface RecordedEntry {
  /** Server time at which it was shown. */
  atMs: number
  /** A packed frame; null: from here on the convoy was not shown. */
  packed: Uint8Array | null
}

/** Recorded segments of convoys, loaded as needed and kept while they are near the time cursor. */
export interface RecordedSegments {
  /**
   * The entries of the segment that begins at `segment`, oldest first, none when nothing was recorded; null while they are loading,
   * which this call begins. The first may be of earlier in its minute: the full frame on which the others depend, and what followed it.
   * A segment that was loaded before all of it was stored is loaded again, and its earlier entries are returned until then.
   */
  find(convoyId: ConvoyId, segment: number): readonly RecordedEntry[] | null
  /** Why the last load failed; null after one that did not. Loads are tried again on the next `find`, after a pause. */
  readonly failure: Error | null
  close(): void
}

interface Options {
  /** Resolves with the frames of a convoy for one segment, as a part of the response of `GET /api/v1/frames`. */
  load(convoyId: ConvoyId, segment: number, signal: AbortSignal): Promise<Uint8Array>
  /** Called whenever `find` may return something else. */
  onChange(): void
  /** The server's time now. */
  liveMs(): number
  /** Monotonic, in milliseconds. */
  now(): number
  /** The least recently used segments beyond this are dropped. */
  maxBytes?: number
}

const defaultMaxBytes = 64 * 1024 * 1024
const retryAfterMs = 2_000
/** A segment that is being recorded is loaded again this often. */
const refreshAfterMs = 2_000
/** An entry costs this much beside its bytes. */
const entryBytes = 100

interface Segment {
  entries: readonly RecordedEntry[]
  sizeBytes: number
  /** All of it was stored when it was loaded. */
  isWhole: boolean
  loadedAtMs: number
}

export function createRecordedSegments(options: Options): RecordedSegments {
  const { load, onChange, liveMs, now, maxBytes = defaultMaxBytes } = options
  /** Least recently used first. */
  const held = new Map<string, Segment>()
  const loading = new Set<string>()
  const ended = new AbortController()
  let heldBytes = 0
  let failure: Error | null = null
  let pausedUntilMs = Number.NEGATIVE_INFINITY

  const keyOf = (convoyId: ConvoyId, segment: number) => `${convoyId} ${segment}`

  function remove(key: string): void {
    heldBytes -= held.get(key)?.sizeBytes ?? 0
    held.delete(key)
  }

  function keep(key: string, segment: Segment): void {
    remove(key)
    held.set(key, segment)
    heldBytes += segment.sizeBytes
    for (const oldest of held.keys()) {
      if (heldBytes <= maxBytes || oldest === key) break
      remove(oldest)
    }
  }

  async function begin(key: string, convoyId: ConvoyId, segment: number): Promise<void> {
    loading.add(key)
    const isWhole = liveMs() >= segment + segmentMs + recorderLagMs
    try {
      const body = await load(convoyId, segment, ended.signal)
      const entries = parseFrames(body)
      const sizeBytes = body.length + entryBytes * (entries.length + 1)
      keep(key, { entries, sizeBytes, isWhole, loadedAtMs: now() })
      failure = null
    } catch (error) {
      if (ended.signal.aborted) return
      failure = error instanceof Error ? error : new Error(String(error))
      pausedUntilMs = now() + retryAfterMs
    } finally {
      loading.delete(key)
      if (!ended.signal.aborted) onChange()
    }
  }

  return {
    get failure() {
      return failure
    },
    find(convoyId, segment) {
      const key = keyOf(convoyId, segment)
      const found = held.get(key)
      const isWanted = !found || (!found.isWhole && now() - found.loadedAtMs >= refreshAfterMs)
      if (isWanted && !loading.has(key) && now() >= pausedUntilMs) void begin(key, convoyId, segment)
      if (!found) return null
      held.delete(key)
      held.set(key, found)
      return found.entries
    },
    close: () => ended.abort(),
  }
}

/** Parses the body that schema/frames.md describes. Throws a RangeError for one that is cut off. */
export function parseFrames(body: Uint8Array): RecordedEntry[] {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength)
  const entries: RecordedEntry[] = []
  for (let at = 0; at < body.length; ) {
    if (at + headBytes > body.length) throw new RangeError(`Recorded frames end at byte ${body.length}, within a frame`)
    const atMs = view.getFloat64(at, true)
    const length = view.getUint32(at + 8, true)
    at += headBytes
    if (at + length > body.length) throw new RangeError(`Recorded frames end at byte ${body.length}, within a frame`)
    entries.push({ atMs, packed: length === 0 ? null : body.subarray(at, at + length) })
    at += length
  }
  return entries
}
const headBytes = 12
