import { type RefObject, useLayoutEffect, useRef, useState } from 'react'

/** The width of an element in whole pixels, as it changes; null until it is placed. */
export function useWidth<E extends HTMLElement>(): [RefObject<E | null>, number | null] {
  const place = useRef<E>(null)
  const [widthPx, setWidthPx] = useState<number | null>(null)
  useLayoutEffect(() => {
    const element = place.current
    if (!element) return
    const observer = new ResizeObserver(([entry]) => entry && setWidthPx(Math.floor(entry.contentRect.width)))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [place, widthPx]
}
