import type L from 'leaflet'
import { DomUtil, point } from 'leaflet'
import { isSameView, type Viewport } from '../../lib/map/mercator.ts'

/** A canvas over the map that moves and zooms with it between two drawings. */
interface Placed {
  readonly canvas: HTMLCanvasElement
  /** Device pixels in a screen pixel. */
  readonly ratio: number
  destroy(): void
}

/** For what changes with every frame. */
export interface Surface extends Placed {
  /** Covers the view, empty; the answer draws in screen pixels of the view. */
  begin(view: Viewport): CanvasRenderingContext2D
  /** False when the canvas has to be put elsewhere, or drawn at another size, for this view. */
  isAt(view: Viewport): boolean
  /** What is on it has to be drawn again, though it is at its view. */
  forget(): void
}

/** For what is drawn now and then and stands in between: the browser keeps it as a picture, which costs the frames of others nothing. */
export interface StillSurface extends Placed {
  /** Covers the view and the margin around it with what `paint` draws, in screen pixels of the view. */
  draw(view: Viewport, paint: (context: OffscreenCanvasRenderingContext2D) => void): void
  /** False when what was drawn last does not reach over this view. */
  covers(view: Viewport): boolean
}

const maxRatio = 2

/** `cpuOnly`: for a canvas whose pixels are written one by one; whoever writes them empties it. */
export function createSurface(map: L.Map, { cpuOnly = false } = {}): Surface {
  const placed = placeCanvas(map, 0)
  const { canvas } = placed
  const context = required(canvas.getContext('2d', { willReadFrequently: cpuOnly }))
  return {
    ...placed.shared,
    get ratio() {
      return placed.ratio()
    },
    begin(view) {
      const { widthPx, heightPx } = placed.fit(view)
      const ratio = placed.ratio()
      if (canvas.width !== widthPx || canvas.height !== heightPx) {
        canvas.width = widthPx
        canvas.height = heightPx
      }
      context.setTransform(ratio, 0, 0, ratio, 0, 0)
      if (!cpuOnly) context.clearRect(0, 0, view.widthPx, view.heightPx)
      return context
    },
    isAt: placed.isAt,
    forget: placed.forget,
  }
}

export function createStillSurface(map: L.Map, { marginPx }: { marginPx: number }): StillSurface {
  const placed = placeCanvas(map, marginPx)
  const shown = required(placed.canvas.getContext('bitmaprenderer'))
  const back = new OffscreenCanvas(1, 1)
  const context = required(back.getContext('2d'))
  return {
    ...placed.shared,
    get ratio() {
      return placed.ratio()
    },
    draw(view, paint) {
      const { widthPx, heightPx } = placed.fit(view)
      const ratio = placed.ratio()
      back.width = widthPx // which also empties it
      back.height = heightPx
      context.setTransform(ratio, 0, 0, ratio, marginPx * ratio, marginPx * ratio)
      paint(context)
      shown.transferFromImageBitmap(back.transferToImageBitmap())
    },
    covers(view) {
      const drawn = placed.drawn()
      return (
        drawn !== null &&
        drawn.zoom === view.zoom &&
        drawn.widthPx === view.widthPx &&
        drawn.heightPx === view.heightPx &&
        Math.abs(drawn.leftPx - view.leftPx) <= marginPx &&
        Math.abs(drawn.topPx - view.topPx) <= marginPx
      )
    },
  }
}

function placeCanvas(map: L.Map, marginPx: number) {
  const canvas = DomUtil.create('canvas', 'leaflet-zoom-animated', map.getPanes().overlayPane)
  canvas.style.pointerEvents = 'none'
  canvas.setAttribute('aria-hidden', 'true')
  let drawn: Viewport | null = null
  /** Of the map when the canvas was put; null when it has to be drawn again. */
  let origin: L.Point | null = null

  const animate = ({ zoom, center }: L.ZoomAnimEvent) => {
    if (!drawn) return
    origin = null
    const scale = 2 ** (zoom - drawn.zoom)
    const start = map
      .project(center, zoom)
      .subtract(map.getSize().divideBy(2))
      .add(DomUtil.getPosition(map.getPanes().mapPane))
      .round()
    const corner = point((drawn.leftPx - marginPx) * scale, (drawn.topPx - marginPx) * scale)
    DomUtil.setTransform(canvas, corner.subtract(start), scale)
  }
  map.on('zoomanim', animate)
  const forget = () => {
    origin = null
  }
  canvas.addEventListener('contextrestored', forget) // it comes back empty

  let ratio = 1
  const ratioNow = () => Math.min(maxRatio, window.devicePixelRatio || 1) * scaleOf(map)
  const shared = {
    canvas,
    destroy() {
      map.off('zoomanim', animate)
      canvas.remove()
    },
  }
  return {
    canvas,
    shared,
    ratio: () => ratio,
    forget,
    drawn: () => drawn,
    /** Puts the canvas where it covers the view; answers its size in device pixels. */
    fit(view: Viewport) {
      ratio = ratioNow()
      const widthPx = Math.round((view.widthPx + 2 * marginPx) * ratio)
      const heightPx = Math.round((view.heightPx + 2 * marginPx) * ratio)
      canvas.style.width = `${widthPx / ratio}px`
      canvas.style.height = `${heightPx / ratio}px`
      drawn = view
      origin = map.getPixelOrigin()
      DomUtil.setPosition(canvas, point(view.leftPx - marginPx - origin.x, view.topPx - marginPx - origin.y))
      return { widthPx, heightPx }
    },
    isAt(view: Viewport): boolean {
      if (!drawn || !origin?.equals(map.getPixelOrigin())) return false
      return isSameView(drawn, view) && ratio === ratioNow()
    },
  }
}

function required<T>(context: T | null): T {
  if (!context) throw new Error('This browser gives no canvas context')
  return context
}

/** How many times larger than its own pixels the map is shown: `data-scale` of its container. */
export const scaleOf = (map: L.Map): number => Number(map.getContainer().dataset.scale ?? 1)

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
