import type L from 'leaflet'
import { useEffect, useRef } from 'react'
import { createTrackHistory } from '../../lib/feed/track-history.ts'
import { partWords } from '../../lib/view/words.ts'
import { attachCamera } from './camera.ts'
import { loadBase, loadWorld } from './load-base.ts'
import type { TacticalMapProps } from './map-view.ts'
import { attachMeasureOnDemand } from './measure/measure-on-demand.ts'
import { attachPointer } from './pointer.ts'
import { attachProbe } from './probe.ts'
import { createScene } from './scene.ts'

/** The layers' life on a map: made once, told of every change of props, ended with the map. */
export function useScene(map: L.Map, props: TacticalMapProps): void {
  const latest = useRef(props)
  const apply = useRef<((next: TacticalMapProps) => void) | null>(null)

  useEffect(() => {
    const propsNow = () => latest.current
    const aborted = new AbortController()
    const scene = createScene(map, latest.current, createTrackHistory())
    const camera = attachCamera(map, scene, propsNow)
    const detachPointer = attachPointer(map, scene, propsNow)
    const measure = attachMeasureOnDemand(map, scene, propsNow)
    const detachProbe = attachProbe(map, scene)
    const stopWaiting = scene.listen(() => {
      stopWaiting()
      propsNow().onDrawn?.()
    })
    apply.current = (next) => {
      const { dataset } = map.getContainer()
      dataset.theme = next.theme ?? 'dark'
      if (dataset.scale !== String(next.scale ?? 1)) {
        dataset.scale = String(next.scale ?? 1)
        map.invalidateSize({ animate: false })
      }
      camera.apply(next.view)
      scene.update(next)
      measure.apply(next)
    }
    loadBase(aborted.signal).then(scene.setBase, () => map.getContainer().setAttribute('data-base', 'missing'))
    // What is drawn on canvas no screen reader sees: it is told where the same stands as text.
    const container = map.getContainer()
    container.setAttribute('role', 'region')
    container.setAttribute('aria-label', partWords.map)
    container.setAttribute(
      'aria-description',
      'Arrow keys move the map, plus and minus zoom. The table of drones lists what it shows.',
    )
    loadWorld(aborted.signal).then(scene.setWorld, () => {}) // without it the ground beyond is bare
    document.fonts.ready.then(scene.forgetWidths, () => {})
    return () => {
      aborted.abort()
      apply.current = null
      detachProbe()
      measure.destroy()
      detachPointer()
      camera.destroy()
      scene.destroy()
    }
  }, [map])

  useEffect(() => {
    latest.current = props
    apply.current?.(props)
  }, [props])
}
