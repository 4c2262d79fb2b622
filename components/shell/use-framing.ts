import { useEffect, useEffectEvent } from 'react'
import { countPlaced, showConvoy, showFleet, showsFleet } from './framing.ts'
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
  const isHidden = useEffectEvent(() => !showsFleet(screen, size))

  useEffect(() => {
    let placed = 0
    return screen.feed.onPicture((picture) => {
      const now = countPlaced(picture.drones.values())
      if (now === placed || !['live', 'resynced'].includes(picture.link.state)) return
      const isFirst = placed === 0
      placed = now
      frame(() => isFirst || isHidden())
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
