import type { Viewport } from '../../../lib/map/mercator.ts'
import type { Surface } from '../surface.ts'

/** A surface that is touched only in frames with something on it, and once more when there is nothing any more. */
export function createPen(surface: Surface) {
  let context: CanvasRenderingContext2D | null = null
  let wasEmpty = true
  let view: Viewport | null = null
  return {
    surface,
    /** Begins a frame; the answer gives the canvas, emptied at the first call. */
    start(next: Viewport) {
      context = null
      view = next
      return () => {
        context ??= surface.begin(next)
        return context
      }
    },
    finish() {
      if (!context && !wasEmpty && view) surface.begin(view)
      wasEmpty = context === null
    },
  }
}
