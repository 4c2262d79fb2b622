import type L from 'leaflet'
import { onDemand } from '../../../lib/async/on-demand.ts'
import type { TacticalMapProps } from '../map-view.ts'
import type { Scene } from '../scene.ts'

/** The measuring tool, loaded when it is first turned on. Told of every change of props by `apply`. */
export function attachMeasureOnDemand(map: L.Map, scene: Scene, propsNow: () => TacticalMapProps) {
  let tool: ReturnType<typeof import('./measure.ts').attachMeasure> | null = null
  /** Where the pointer is on the map: it may rest there when measuring is turned on. */
  let pointer: L.Point | null = null
  const pointerHandlers: L.LeafletEventHandlerFnMap = {
    mousemove: ({ containerPoint }) => {
      pointer = containerPoint
    },
    mouseout: () => {
      pointer = null
    },
  }
  map.on(pointerHandlers)
  const module = onDemand(
    () => import('./measure.ts'),
    () => apply(propsNow()),
  )
  const apply = (props: TacticalMapProps) => {
    if (props.measuring) tool ??= module.get()?.attachMeasure(map, scene, propsNow, () => pointer) ?? null
    tool?.apply(props)
  }
  return {
    apply,
    destroy() {
      map.off(pointerHandlers)
      module.stop()
      tool?.destroy()
    },
  }
}
