import { type RefObject, useEffect, useState } from 'react'

/** Whether something lies beyond the right edge of a scroller: what is cut there must not read as whole. */
export function useCutEdge(scroller: RefObject<HTMLElement | null>): boolean {
  const [isCut, setIsCut] = useState(false)
  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const look = () => setIsCut(element.scrollWidth - element.clientWidth - element.scrollLeft > 1)
    const resized = new ResizeObserver(look)
    resized.observe(element)
    for (const child of element.children) resized.observe(child)
    element.addEventListener('scroll', look, { passive: true })
    return () => {
      resized.disconnect()
      element.removeEventListener('scroll', look)
    }
  }, [scroller])
  return isCut
}
