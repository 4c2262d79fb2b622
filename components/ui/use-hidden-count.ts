import { type RefObject, useEffect, useState } from 'react'

/** How many children of a list that wraps into columns stand beyond its first, which is all that is seen of it. */
export function useHiddenCount(list: RefObject<HTMLElement | null>, length: number): number {
  const [count, setCount] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another length is other children to watch
  useEffect(() => {
    const element = list.current
    if (!element) return
    const look = () => {
      const { right } = element.getBoundingClientRect()
      const isHidden = (child: Element) => child.getBoundingClientRect().left >= right - 1
      setCount([...element.children].filter(isHidden).length)
    }
    const resized = new ResizeObserver(look)
    resized.observe(element)
    for (const child of element.children) resized.observe(child)
    return () => resized.disconnect()
  }, [list, length])
  return count
}
