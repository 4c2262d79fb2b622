import { useEffect, useEffectEvent } from 'react'
import { type ActionName, actionOf, type KeyBinding } from './keys.ts'

/** Hands each key press that means something to `onAction`. A dialog that is open keeps its own keys but for `?`. */
export function useKeys(
  bindings: readonly KeyBinding[],
  onAction: (action: ActionName) => void,
  hasSingleKeys: boolean,
): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    const { key, ctrlKey, metaKey, altKey, target } = event
    const typing = target instanceof HTMLElement && target.matches('input[type="text"], textarea, select')
    // The space bar presses what has the focus.
    if (key === ' ' && target instanceof HTMLElement && target.matches('button, a, summary, input')) return
    const action = actionOf({ key, ctrlKey, metaKey, altKey, typing, hasSingleKeys }, bindings)
    if (!action || event.defaultPrevented) return
    const modal = document.querySelector('dialog[open]') !== null
    if (modal && action !== 'help') return
    event.preventDefault()
    onAction(action)
  })
  useEffect(() => {
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
}
