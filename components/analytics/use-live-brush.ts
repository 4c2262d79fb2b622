import { useEffect, useRef, useState } from 'react'
import type { Brush } from './brush.ts'

/** While a brush is dragged, the other charts follow it at most this often. */
const everyMs = 150

/** What is brushed right now, before the drag has ended; `undefined`: nothing is dragged. */
export function useLiveBrush(): [Brush | null | undefined, (brush: Brush | null | undefined) => void] {
  const [shown, setShown] = useState<Brush | null | undefined>(undefined)
  const newest = useRef<Brush | null | undefined>(undefined)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  return [
    shown,
    (brush) => {
      newest.current = brush
      if (brush === undefined) {
        clearTimeout(timer.current)
        timer.current = undefined
        setShown(undefined)
        return
      }
      if (timer.current === undefined) {
        setShown(brush)
        timer.current = setTimeout(() => {
          timer.current = undefined
          setShown(newest.current)
        }, everyMs)
      }
    },
  ]
}
