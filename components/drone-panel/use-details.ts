import { useEffect, useState } from 'react'
import { useScreen } from '../shell/use-screen.ts'
import { type DroneDetails, followDetails, noDetails } from './drone-details.ts'

export function useDetails(droneId: string): DroneDetails {
  const { events, feed } = useScreen()
  const [details, setDetails] = useState(noDetails)
  useEffect(() => {
    setDetails(noDetails)
    return followDetails(droneId, { events, nowMs: () => feed.nowMs() }, (change) =>
      setDetails((before) => ({ ...before, ...change })),
    )
  }, [droneId, events, feed])
  return details
}
