import { useSyncExternalStore } from 'react'
import { type SizeClass, sizeClassOf } from './size-class.ts'

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
