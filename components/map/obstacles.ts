import type { Box } from '../../lib/map/label-placement.ts'
import type { Viewport } from '../../lib/map/mercator.ts'

/** On elements that float over the map, panels too: words on the map keep off them. */
const obstacleMark = 'data-map-obstacle'
const measuredForMs = 1_000
/** Beyond the window's edges nothing is seen: a word that reaches there is cut. */
const beyondPx = 64

/** Where such elements are, from the map's corner. Measured once a second and when told to: asking the browser for a layout is dear. */
export function createObstacles(container: HTMLElement) {
  let measuredAtMs = -Infinity
  let boxes: Box[] = []

  const measure = (scale: number) => {
    const corner = container.getBoundingClientRect()
    const elements = document.querySelectorAll(`[${obstacleMark}]`)
    boxes = [...elements].map((element) => {
      const { left, top, width, height } = element.getBoundingClientRect()
      return {
        leftPx: (left - corner.left) / scale,
        topPx: (top - corner.top) / scale,
        widthPx: width / scale,
        heightPx: height / scale,
      }
    })
  }
  return {
    /** What words keep off: the elements, and what lies beyond the view. `scale`: of the map on the screen. */
    boxes(view: Viewport, scale: number): readonly Box[] {
      const nowMs = performance.now()
      if (nowMs - measuredAtMs >= measuredForMs) {
        measuredAtMs = nowMs
        measure(scale)
      }
      return [...boxes, ...beyond(view)]
    },
    forget() {
      measuredAtMs = -Infinity
    },
  }
}

function beyond({ widthPx, heightPx }: Viewport): Box[] {
  const across = { leftPx: -beyondPx, widthPx: widthPx + 2 * beyondPx, heightPx: beyondPx }
  const down = { topPx: 0, widthPx: beyondPx, heightPx }
  return [
    { ...across, topPx: -beyondPx },
    { ...across, topPx: heightPx },
    { ...down, leftPx: -beyondPx },
    { ...down, leftPx: widthPx },
  ]
}
