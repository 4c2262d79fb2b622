import type { ConvoyId } from '../../../schema/ids.ts'
import type { Clock } from '../../ports/clock.ts'

/** Where frames come from: what a reader that missed deltas is brought up to date by. */
export interface FrameSource {
  /** The whole convoy as of now. */
  fullFrame(): Uint8Array
}

/** Where frames go: a WebSocket, as far as the picture needs to know it. */
export interface FrameSink {
  /** Bytes handed over that the other side has not taken yet. */
  bufferedBytes(): number
  sendFrame(bytes: Uint8Array): void
  /** Tells how many frames were left out since the last full one. */
  sendConflated(frames: number): void
  /** Tells that no more frames of these convoys follow. */
  sendGone(convoyIds: readonly ConvoyId[]): void
  /** Ends a reader that has stopped reading. */
  closeLaggard(): void
}

/** Above this much waiting, a subscriber gets no more deltas: when it has read on, a full frame of each convoy it missed. */
export const highWaterBytes = 256 * 1024
/** A subscriber that stays above the high water mark this long has stopped reading. */
export const stalledAfterMs = 15_000

/** One reader of frames with a bounded buffer: the newest position of each drone is never lost, older ones are. */
export interface Subscriber {
  sendDelta(source: FrameSource, bytes: Uint8Array): void
  sendFull(source: FrameSource): void
  /** Brings a reader that has caught up to the present, ends one that has stalled. Called about once a second. */
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
