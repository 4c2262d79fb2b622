import { useState } from 'react'
import { useScreen, useStore } from '../shell/use-screen.ts'

/** How often the page has got contact with the server: another number says that what failed for want of it can be asked again. */
export function useReconnects(): number {
  const { state } = useStore(useScreen().events.status)
  const [seen, setSeen] = useState({ state, count: 0 })
  if (seen.state !== state) setSeen({ state, count: seen.count + (state === 'connected' ? 1 : 0) })
  return seen.count
}
