import type { Viewport } from '../../../lib/map/mercator.ts'
import type { Surface } from '../surface.ts'
import { createInk, drawSteps, type Ink, type InkStep, looksSame } from './ink.ts'

/** A surface that is touched only in frames that look different from what is on it. */
export function createPen(surface: Surface) {
  const scratch = new OffscreenCanvas(1, 1).getContext('2d')
  if (!scratch) throw new Error('Expected a canvas to measure texts on.')
  let view: Viewport | null = null
  let steps: InkStep[] = []
  let drawn: readonly InkStep[] = []
  return {
    surface,
    /** Begins a frame; the returned function gives what to draw with. */
    start(next: Viewport): () => Ink {
      view = next
      steps = []
      const ink = createInk(steps, scratch)
      return () => ink
    },
    finish() {
      if (!view) return
      const isBlank = steps.length === 0
      surface.canvas.hidden = isBlank
      if (isBlank ? drawn.length === 0 : surface.isAt(view) && looksSame(steps, drawn)) return
      drawn = steps
      drawSteps(surface.begin(view), steps)
    },
  }
}
