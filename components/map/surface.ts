import L from 'leaflet'
import type { Viewport } from '../../lib/map/mercator.ts'

/** A canvas over the map that moves and zooms with it between two drawings. */
export interface Surface {
  readonly canvas: HTMLCanvasElement
  /** Device pixels in a screen pixel. */
  readonly ratio: number
  /** Covers the view and its margin, empty; the answer draws in screen pixels of the view. */
  begin(view: Viewport): CanvasRenderingContext2D
  /** False when what was drawn last does not reach over this view. */
  covers(view: Viewport): boolean
  destroy(): void
}

interface SurfaceOptions {
  /** Drawn beyond the screen, so that a short drag shows no edge. */
  marginPx: number
  /** For canvases whose pixels are written one by one. */
  cpuOnly?: boolean
}

const maxRatio = 2

export function createSurface(map: L.Map, { marginPx, cpuOnly = false }: SurfaceOptions): Surface {
  const canvas = L.DomUtil.create('canvas', 'leaflet-zoom-animated', map.getPanes().overlayPane)
  canvas.style.pointerEvents = 'none'
  canvas.setAttribute('aria-hidden', 'true')
  const found = canvas.getContext('2d', { willReadFrequently: cpuOnly })
  if (!found) throw new Error('This browser gives no 2d canvas')
  const context = found
  let drawn: Viewport | null = null
  let ratio = 1

  const place = () => {
    if (!drawn) return
    const corner = map.getPixelOrigin()
    L.DomUtil.setPosition(canvas, L.point(drawn.leftPx - marginPx - corner.x, drawn.topPx - marginPx - corner.y))
  }
  const animate = ({ zoom, center }: L.ZoomAnimEvent) => {
    if (!drawn) return
    const scale = 2 ** (zoom - drawn.zoom)
    const origin = map
      .project(center, zoom)
      .subtract(map.getSize().divideBy(2))
      .add(L.DomUtil.getPosition(map.getPanes().mapPane))
      .round()
    const corner = L.point((drawn.leftPx - marginPx) * scale, (drawn.topPx - marginPx) * scale)
    L.DomUtil.setTransform(canvas, corner.subtract(origin), scale)
  }
  map.on('zoomanim', animate)

  return {
    canvas,
    get ratio() {
      return ratio
    },
    begin(view) {
      ratio = Math.min(maxRatio, window.devicePixelRatio || 1)
      const width = Math.round((view.widthPx + 2 * marginPx) * ratio)
      const height = Math.round((view.heightPx + 2 * marginPx) * ratio)
      if (canvas.width !== width || canvas.height !== height) {
        canvas.width = width
        canvas.height = height
        canvas.style.width = `${width / ratio}px`
        canvas.style.height = `${height / ratio}px`
      }
      context.setTransform(1, 0, 0, 1, 0, 0)
      if (!cpuOnly) context.clearRect(0, 0, width, height)
      context.setTransform(ratio, 0, 0, ratio, marginPx * ratio, marginPx * ratio)
      drawn = view
      place()
      return context
    },
    covers: (view) =>
      drawn !== null &&
      drawn.zoom === view.zoom &&
      drawn.widthPx === view.widthPx &&
      drawn.heightPx === view.heightPx &&
      Math.abs(drawn.leftPx - view.leftPx) <= marginPx &&
      Math.abs(drawn.topPx - view.topPx) <= marginPx,
    destroy() {
      map.off('zoomanim', animate)
      canvas.remove()
    },
  }
}

/** What the map shows now. */
export function viewportOf(map: L.Map): Viewport {
  const { min } = map.getPixelBounds()
  const size = map.getSize()
  const zoom = map.getZoom()
  return {
    zoom,
    scale: 2 ** zoom,
    leftPx: min?.x ?? 0,
    topPx: min?.y ?? 0,
    widthPx: size.x,
    heightPx: size.y,
  }
}
