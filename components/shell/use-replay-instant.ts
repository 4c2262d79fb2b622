import { useEffect, useState } from 'react'
import { useView } from './use-screen.ts'

/** A cursor that is dragged loads nothing until it rests so long. */
const restMs = 200

/** The instant of the past for which panels load what frames don't carry; null while the screen is live. Runs on about once a second. */
export function useReplayInstant(): number | null {
  const { time } = useView()
  const atMs = time.kind === 'replay' ? time.atMs : null
  const [rested, setRested] = useState(atMs)
  useEffect(() => {
    const timer = setTimeout(() => setRested(atMs), atMs === null ? 0 : restMs)
    return () => clearTimeout(timer)
  }, [atMs])
  return atMs === null ? null : (rested ?? atMs)
}
