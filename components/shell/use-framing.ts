import { useEffect, useEffectEvent } from 'react'
import type { DroneTrack } from '../../lib/feed/feed.ts'
import type { DroneId } from '../../schema/ids.ts'
import { isPlaced, showConvoy, showFleet, showsAll } from './framing.ts'
import type { Screen } from './screen.ts'
import type { SizeClass } from './size-class.ts'
import { useView } from './use-screen.ts'

/**
 * Keeps the fleet in view until a person moves the map: when drones first report, when one reports from where it can't be
 * seen, and in a window of another size. A wall moves to the convoy whose board it shows.
 */
export function useFraming(screen: Screen, size: SizeClass): void {
  const { kiosk, convoyId } = useView()
  const frame = useEffectEvent((isDue: () => boolean) => {
    const view = screen.view.get()
    if (!isDue()) return
    if (kiosk && view.convoyId) showConvoy(screen, view.convoyId, size, { fitted: true })
    else if (view.fitted && !view.follow) showFleet(screen, size)
  })
  const isHidden = useEffectEvent((drones: readonly DroneTrack[]) => !showsAll(screen, drones, size))

  useEffect(() => {
    const placed = new Set<DroneId>()
    return screen.feed.onPicture((picture) => {
      if (!['live', 'resynced', 'replay'].includes(picture.link.state)) return
      const isFirst = placed.size === 0
      const arrived: DroneTrack[] = []
      for (const droneId of picture.changed) {
        const drone = picture.drones.get(droneId)
        if (!drone || placed.has(droneId) || !isPlaced(drone)) continue
        placed.add(droneId)
        arrived.push(drone)
      }
      if (arrived.length > 0) frame(() => isFirst || isHidden(arrived))
    })
  }, [screen])

  useEffect(() => {
    const resized = () => frame(() => true)
    addEventListener('resize', resized)
    return () => removeEventListener('resize', resized)
  }, [])

  useEffect(() => {
    if (kiosk && convoyId) frame(() => true)
  }, [kiosk, convoyId])
}
