'use client'

import { createContext, use, useSyncExternalStore } from 'react'
import type { FleetPicture } from '../../lib/feed/feed.ts'
import type { Roster } from './roster.ts'
import type { Screen } from './screen.ts'
import type { SizeClass } from './size-class.ts'
import type { ReadableStore } from './value-store.ts'
import type { ViewState } from './view-state.ts'

export const ScreenContext = createContext<Screen | null>(null)
export const SizeContext = createContext<SizeClass>('wide')

/** Where in the strip a page puts its controls; null while there is no strip. */
export const StripSlotContext = createContext<HTMLElement | null>(null)

/** The screen that this component is part of. */
export function useScreen(): Screen {
  const screen = use(ScreenContext)
  if (!screen) throw new Error('Expected an open screen around this.')
  return screen
}

export const useStore = <T>(store: ReadableStore<T>): T => useSyncExternalStore(store.subscribe, store.get, store.get)
export const useView = (): ViewState => useStore(useScreen().view)
export const useRoster = (): Roster => useStore(useScreen().roster)

/** The picture as delivered; draws again with `delivered`. */
export function usePicture(): FleetPicture {
  const screen = useScreen()
  useStore(screen.delivered)
  return screen.feed.picture
}

/** The picture as delivered; draws again when `keyOf` makes something else of it. */
export function usePictureBy(keyOf: (picture: FleetPicture) => string): FleetPicture {
  const { delivered, feed } = useScreen()
  const key = () => keyOf(feed.picture)
  useSyncExternalStore(delivered.subscribe, key, key)
  return feed.picture
}

/** Draws again about four times (`fast`) or once (`slow`) a second, and returns the time cursor as of that tick. */
export function useCursorMs(pace: 'fast' | 'slow'): number {
  const ticker = useScreen().cursor[pace]
  useSyncExternalStore(ticker.subscribe, ticker.count, ticker.count)
  return ticker.nowMs()
}
