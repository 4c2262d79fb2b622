/** Sprites of drones, rasterised from signed distance functions, so that no canvas is needed and every heading is crisp. */

import { toAbgr } from '../looks/color.ts'
import type { Palette } from '../looks/palette.ts'
import { droneMark, droneState, headingSteps, headingUnknown } from './fleet-arrays.ts'

/** All sprites as columns: the non-empty pixels of sprite `n` are from `start[n]` to `start[n + 1]`. */
export interface SpriteAtlas {
  /** From the sprite's centre. */
  dx: Int8Array
  dy: Int8Array
  /** 0xAABBGGRR */
  color: Int32Array
  start: Int32Array
  /** Greatest distance of a pixel from the centre of its sprite, in x or y. */
  reachPx: number
}

/** Signed distance to a shape in pixels: negative inside. */
type Shape = (x: number, y: number) => number
/** Pixels with less alpha (0 … 255) are left out. */
const minAlpha = 24

interface Layer {
  shape: Shape
  color: string
}

/** Length of a dart in device pixels, and device pixels per CSS pixel. */
export interface DartSize {
  lengthPx: number
  ratio: number
}

/** A sprite for every combination of state, mark and heading, in the order of `spriteIndex`. */
export function createDartAtlas(palette: Palette, size: DartSize): SpriteAtlas {
  const pixels: Pixel[] = []
  const start = [0]
  for (const state of [droneState.live, droneState.late, droneState.lost, droneState.unknown])
    for (const mark of [droneMark.none, droneMark.leader, droneMark.rival])
      for (let heading = 0; heading <= headingSteps; heading++) {
        pixels.push(...rasterise(layersOf(palette, size, state, mark, heading), reachPx(size, mark)))
        start.push(pixels.length)
      }
  return {
    dx: Int8Array.from(pixels, (pixel) => pixel.dx),
    dy: Int8Array.from(pixels, (pixel) => pixel.dy),
    color: Int32Array.from(pixels, (pixel) => pixel.color),
    start: Int32Array.from(start),
    reachPx: reachPx(size, droneMark.leader),
  }
}

export const spriteIndex = (state: number, mark: number, heading: number): number =>
  ((state - 1) * 3 + mark) * (headingSteps + 1) + heading

function layersOf(palette: Palette, size: DartSize, state: number, mark: number, heading: number): Layer[] {
  const body = state === droneState.lost ? cross(size) : heading === headingUnknown ? dot(size) : dart(size, heading)
  const color = colorOf(palette, state, mark)
  const layers: Layer[] = [{ shape: (x, y) => body(x, y) - size.ratio, color: palette.halo }]
  layers.push({
    shape: state === droneState.late || state === droneState.unknown ? outline(body, 0.55 * size.ratio) : body,
    color,
  })
  if (mark === droneMark.none) return layers
  const ring = outline(circle(ringRadiusPx(size)), 0.65 * size.ratio)
  const ringColor =
    state === droneState.unknown ? palette.text2 : mark === droneMark.rival ? palette.bad : palette.leader
  return [
    { shape: (x, y) => ring(x, y) - size.ratio * 0.8, color: palette.halo },
    ...layers,
    { shape: ring, color: ringColor },
  ]
}

function colorOf(palette: Palette, state: number, mark: number): string {
  if (state === droneState.lost) return palette.bad
  if (state === droneState.unknown) return palette.text2
  return mark === droneMark.leader ? palette.leader : palette.friendly
}

const ringRadiusPx = ({ lengthPx, ratio }: DartSize) => lengthPx * 0.62 + 3 * ratio
const reachPx = (size: DartSize, mark: number) =>
  Math.ceil((mark === droneMark.none ? size.lengthPx / 2 : ringRadiusPx(size)) + 2.5 * size.ratio)

/** An arrowhead with a notch, pointing in the heading. */
function dart({ lengthPx }: DartSize, heading: number): Shape {
  const angle = (heading / headingSteps) * 2 * Math.PI
  const half = lengthPx / 2
  const corners = [
    [0, -half],
    [half * 0.8, half],
    [0, half * 0.5],
    [-half * 0.8, half],
  ].map(([x = 0, y = 0]) => [x * Math.cos(angle) - y * Math.sin(angle), x * Math.sin(angle) + y * Math.cos(angle)]) as [
    number,
    number,
  ][]
  return polygon(corners)
}

const circle =
  (radius: number): Shape =>
  (x, y) =>
    Math.hypot(x, y) - radius
const dot = ({ lengthPx }: DartSize): Shape => circle(lengthPx * 0.36)
const outline =
  (shape: Shape, half: number): Shape =>
  (x, y) =>
    Math.abs(shape(x, y) + half) - half
function cross({ lengthPx, ratio }: DartSize): Shape {
  const reach = lengthPx * 0.42
  return (x, y) => {
    const [along, across] = [Math.abs(x + y) / Math.SQRT2, Math.abs(x - y) / Math.SQRT2]
    const arm = (a: number, b: number) => Math.hypot(Math.max(a - reach, 0), b) - 0.8 * ratio
    return Math.min(arm(along, across), arm(across, along))
  }
}

/** Distance to a polygon, after Inigo Quilez, "2D distance functions". */
function polygon(corners: [number, number][]): Shape {
  return (x, y) => {
    let nearest = Infinity
    let sign = 1
    corners.forEach(([ax, ay], i) => {
      const [bx, by] = corners[(i + corners.length - 1) % corners.length] as [number, number]
      const [ex, ey, wx, wy] = [bx - ax, by - ay, x - ax, y - ay]
      const t = Math.max(0, Math.min(1, (wx * ex + wy * ey) / (ex * ex + ey * ey)))
      nearest = Math.min(nearest, (wx - ex * t) ** 2 + (wy - ey * t) ** 2)
      const [above, below, left] = [y >= ay, y < by, ex * wy > ey * wx]
      if ((above && below && left) || (!above && !below && !left)) sign = -sign
    })
    return sign * Math.sqrt(nearest)
  }
}

interface Pixel {
  dx: number
  dy: number
  color: number
}

function rasterise(layers: readonly Layer[], reach: number): Pixel[] {
  const pixels: Pixel[] = []
  for (let dy = -reach; dy <= reach; dy++)
    for (let dx = -reach; dx <= reach; dx++) {
      const color = paint(layers, dx, dy)
      if (color >>> 24 >= minAlpha) pixels.push({ dx, dy, color })
    }
  return pixels
}

/** Composites one pixel of all layers, later ones on top. */
function paint(layers: readonly Layer[], x: number, y: number): number {
  let [red, green, blue, alpha] = [0, 0, 0, 0]
  for (const layer of layers) {
    const abgr = toAbgr(layer.color)
    const cover = (Math.max(0, Math.min(1, 0.5 - layer.shape(x, y))) * (abgr >>> 24)) / 255
    const kept = alpha * (1 - cover)
    const whole = cover + kept
    if (whole === 0) continue
    red = ((abgr & 255) * cover + red * kept) / whole
    green = (((abgr >>> 8) & 255) * cover + green * kept) / whole
    blue = (((abgr >>> 16) & 255) * cover + blue * kept) / whole
    alpha = whole
  }
  return ((Math.round(alpha * 255) << 24) | (Math.round(blue) << 16) | (Math.round(green) << 8) | Math.round(red)) >>> 0
}
