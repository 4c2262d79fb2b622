import { type RefObject, useEffect, useRef, useState } from 'react'

/** Whether any of an element is in the window; true until that is known. */
export function useInView<E extends HTMLElement>(): [RefObject<E | null>, boolean] {
  const place = useRef<E>(null)
  const [isInView, setIsInView] = useState(true)
  useEffect(() => {
    const element = place.current
    if (!element) return
    const observer = new IntersectionObserver((entries) => setIsInView(entries.at(-1)?.isIntersecting ?? true))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [place, isInView]
}
