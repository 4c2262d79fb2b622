import { useSyncExternalStore } from 'react'
import { type SizeClass, sizeClassOf, wallScaleOf } from './size-class.ts'

const subscribe = (listener: () => void) => {
  addEventListener('resize', listener)
  return () => removeEventListener('resize', listener)
}

/** The size class of this window; `wide` on the server. */
export const useSize = (kiosk: boolean): SizeClass =>
  useSyncExternalStore(
    subscribe,
    () => sizeClassOf(innerWidth, kiosk),
    () => sizeClassOf(1_920, kiosk),
  )

/** How many times larger this window draws everything; 1 but on a wall. */
export const useScale = (size: SizeClass): number =>
  useSyncExternalStore(
    subscribe,
    () => (size === 'wall' ? wallScaleOf(innerWidth, innerHeight) : 1),
    () => 1,
  )
