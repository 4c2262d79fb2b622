import { type RefObject, useEffect, useEffectEvent } from 'react'

/**
 * Calls `onDismiss` for a press anywhere outside of the element and of what opened it, which carries `opener`
 * (an attribute): the opener's own press closes what it opened.
 */
export function useDismiss(element: RefObject<HTMLElement | null>, onDismiss: () => void, opener?: string): void {
  const press = useEffectEvent((event: PointerEvent) => {
    if (!(event.target instanceof Element) || element.current?.contains(event.target)) return
    if (opener && event.target.closest(`[${opener}]`)) return
    onDismiss()
  })
  useEffect(() => {
    // While capturing: the map keeps presses to itself.
    addEventListener('pointerdown', press, true)
    return () => removeEventListener('pointerdown', press, true)
  }, [])
}
