import type { ConvoyId } from '../../../schema/ids.ts'
import type { Clock } from '../../ports/clock.ts'

/** A source of frames, from which a reader that missed deltas gets a full one. */
export interface FrameSource {
  /** The whole convoy at this time. */
  fullFrame(): Uint8Array
}

/** A destination of frames: the part of a WebSocket that the picture needs. */
export interface FrameSink {
  /** Bytes sent that the peer has not read yet. */
  bufferedBytes(): number
  sendFrame(bytes: Uint8Array): void
  /** Sends how many frames were skipped since the last full one. */
  sendConflated(frames: number): void
  /** Announces that no more frames of these convoys follow. */
  sendGone(convoyIds: readonly ConvoyId[]): void
  /** Closes the connection of a reader that has stopped reading. */
  closeLaggard(): void
}

/** Above this many unread bytes a subscriber gets no deltas; once it catches up, a full frame of each convoy that changed. */
export const highWaterBytes = 256 * 1024
/** A subscriber that stays above the high-water mark this long is considered stalled. */
export const stalledAfterMs = 15_000

/** One reader of frames with a bounded buffer: older positions may be skipped, the newest of each drone is always delivered. */
export interface Subscriber {
  sendDelta(source: FrameSource, bytes: Uint8Array): void
  sendFull(source: FrameSource): void
  /** Sends pending full frames to a reader that has caught up; closes one that has stalled. To be called about once a second. */
  tend(): void
  forget(source: FrameSource): void
}

export function createSubscriber(clock: Clock, sink: FrameSink): Subscriber {
  const missed = new Set<FrameSource>()
  let framesLeftOut = 0
  let laggingSinceMs: number | null = null

  const isLagging = () => sink.bufferedBytes() > highWaterBytes

  const subscriber: Subscriber = {
    sendDelta(source, bytes) {
      if (isLagging() || missed.has(source)) {
        missed.add(source)
        framesLeftOut++
        laggingSinceMs ??= clock.monotonicMs()
        if (!isLagging()) subscriber.tend()
        return
      }
      sink.sendFrame(bytes)
    },
    sendFull(source) {
      if (isLagging()) {
        missed.add(source)
        laggingSinceMs ??= clock.monotonicMs()
      } else sink.sendFrame(source.fullFrame())
    },
    tend() {
      if (laggingSinceMs === null) return
      if (isLagging()) {
        if (clock.monotonicMs() - laggingSinceMs >= stalledAfterMs) sink.closeLaggard()
        return
      }
      sink.sendConflated(framesLeftOut)
      framesLeftOut = 0
      laggingSinceMs = null
      const behind = [...missed]
      missed.clear()
      for (const source of behind) subscriber.sendFull(source)
    },
    forget(source) {
      missed.delete(source)
    },
  }
  return subscriber
}
