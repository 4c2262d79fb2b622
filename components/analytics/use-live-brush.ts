import { useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { Brush } from './brush.ts'

/** What is brushed right now, before the drag has ended; `undefined`: nothing is dragged. It changes at most once a frame. */
export function useLiveBrush(): [Brush | null | undefined, (brush: Brush | null | undefined) => void] {
  const [shown, setShown] = useState<Brush | null | undefined>(undefined)
  const newest = useRef<Brush | null | undefined>(undefined)
  const frame = useRef<number | null>(null)
  useEffect(() => () => cancelAnimationFrame(frame.current ?? 0), [])
  return [
    shown,
    (brush) => {
      newest.current = brush
      if (brush === undefined) {
        cancelAnimationFrame(frame.current ?? 0)
        frame.current = null
        setShown(undefined)
      } else if (frame.current === null) {
        // At once, so that the questions are asked before this frame is painted, not after it.
        flushSync(() => setShown(brush))
        frame.current = requestAnimationFrame(() => {
          frame.current = null
          if (newest.current !== brush) setShown(newest.current)
        })
      }
    },
  ]
}
