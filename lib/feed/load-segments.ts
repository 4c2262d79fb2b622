import type { ConvoyId } from '../../schema/ids.ts'
import { readUuid } from '../uuid/uuid-bytes.ts'

/** `GET /api/v1/frames`: the body of one segment of these convoys. */
type FetchSegment = (convoyIds: readonly ConvoyId[], segment: number, signal: AbortSignal) => Promise<Uint8Array>

interface Wanted {
  convoyId: ConvoyId
  segment: number
  signal: AbortSignal
  resolve(body: Uint8Array): void
  reject(cause: unknown): void
}

/** Several requests at once are decoded while others are under way. */
const convoysPerRequest = 10
const nothing = new Uint8Array()

/** Loads a convoy's recorded segment; what is asked for in one turn comes in as few requests as are good. */
export function createSegmentLoader(fetchSegment: FetchSegment) {
  let waiting: Wanted[] = []

  async function loadTogether(wanted: readonly Wanted[]): Promise<void> {
    const [first] = wanted
    if (!first) return
    try {
      const convoyIds = wanted.map(({ convoyId }) => convoyId)
      const bodies = splitConvoys(await fetchSegment(convoyIds, first.segment, first.signal))
      for (const { convoyId, resolve } of wanted) resolve(bodies.get(convoyId) ?? nothing)
    } catch (cause) {
      for (const { reject } of wanted) reject(cause)
    }
  }

  function loadWaiting(): void {
    const bySegment = Map.groupBy(waiting, ({ segment }) => segment)
    waiting = []
    for (const wanted of bySegment.values())
      for (let at = 0; at < wanted.length; at += convoysPerRequest)
        void loadTogether(wanted.slice(at, at + convoysPerRequest))
  }

  /** Resolves with the frames of the segment, none if there are none. All calls of one turn have the same `signal`. */
  return (convoyId: ConvoyId, segment: number, signal: AbortSignal): Promise<Uint8Array> => {
    if (waiting.length === 0) queueMicrotask(loadWaiting)
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>()
    waiting.push({ convoyId, segment, signal, resolve, reject })
    return promise
  }
}

const headBytes = 20

/** The frames of each convoy in a response that schema/frames.md describes. Throws a RangeError for one that is cut off. */
export function splitConvoys(body: Uint8Array): Map<ConvoyId, Uint8Array> {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength)
  const bodies = new Map<ConvoyId, Uint8Array>()
  for (let at = 0; at < body.length; ) {
    const length = at + headBytes <= body.length ? view.getUint32(at + 16, true) : Number.POSITIVE_INFINITY
    if (at + headBytes + length > body.length)
      throw new RangeError(`Recorded frames end at byte ${body.length}, within a convoy`)
    bodies.set(readUuid(body, at) as ConvoyId, body.subarray(at + headBytes, at + headBytes + length))
    at += headBytes + length
  }
  return bodies
}
