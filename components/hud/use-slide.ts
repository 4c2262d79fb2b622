import { type RefObject, useLayoutEffect, useRef } from 'react'

const slideMs = 400

/** Children of `list` that `data-key` names slide from where they stood to where they now stand; not with reduced motion. */
export function useSlide(list: RefObject<HTMLElement | null>, order: string): void {
  const tops = useRef(new Map<string, number>())
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new order is what moves rows
  useLayoutEffect(() => {
    const before = tops.current
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches
    tops.current = new Map()
    for (const child of list.current?.children ?? []) {
      // In a second column: a row of a wall that is not seen.
      if (!(child instanceof HTMLElement) || !child.dataset.key || child.offsetLeft > 0) continue
      const top = child.offsetTop
      tops.current.set(child.dataset.key, top)
      const from = before.get(child.dataset.key)
      if (from === undefined || from === top || still) continue
      child.animate([{ transform: `translateY(${from - top}px)` }, { transform: 'none' }], {
        duration: slideMs,
        easing: 'cubic-bezier(0.2, 0, 0, 1)',
      })
    }
  }, [list, order])
}
