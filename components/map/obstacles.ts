import type { Box } from '../../lib/map/label-placement.ts'

/** On elements that float over the map: words on the map keep off them. */
const obstacleMark = 'data-map-obstacle'
const measuredForMs = 1_000

let measured: { container: HTMLElement; atMs: number; boxes: Box[] } | null = null

/** Where such elements are, from the map's corner. Measured once a second: asking the browser for a layout is dear. */
export function obstacles(container: HTMLElement, scale: number): readonly Box[] {
  const nowMs = performance.now()
  if (measured?.container === container && nowMs - measured.atMs < measuredForMs) return measured.boxes
  const corner = container.getBoundingClientRect()
  const boxes = [...container.querySelectorAll(`[${obstacleMark}]`)].map((element) => {
    const { left, top, width, height } = element.getBoundingClientRect()
    return {
      leftPx: (left - corner.left) / scale,
      topPx: (top - corner.top) / scale,
      widthPx: width / scale,
      heightPx: height / scale,
    }
  })
  measured = { container, atMs: nowMs, boxes }
  return boxes
}
