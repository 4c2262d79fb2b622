import type L from 'leaflet'
import type { FleetPicture } from '../../../lib/feed/feed.ts'
import { withAlpha } from '../../../lib/looks/color.ts'
import { lineLooks } from '../../../lib/looks/lines.ts'
import type { Palette } from '../../../lib/looks/palette.ts'
import { unwrapX, type Viewport, worldSizePx } from '../../../lib/map/mercator.ts'
import { type TrailStore, trailMs } from '../../../lib/map/trail-store.ts'
import type { TrailRing } from '../../../lib/ring/trail-ring.ts'
import type { DroneId } from '../../../schema/ids.ts'
import { createStillSurface } from '../surface.ts'
import { type Painter, traceLine } from './paint.ts'

interface TrailInput {
  view: Viewport
  store: TrailStore
  picture: FleetPicture
  nowMs: number
  palette: Palette
  selectedDroneId: DroneId | null
  shown: boolean
  /** Of the fleet as it is drawn: changes when drones have moved as far as can be seen. */
  placementVersion: number
}

const marginPx = 128
const redrawMs = 1_000
/** Also trails of drones that stand still fade. */
const fadeMs = 10_000
/** A trail fades in this many steps, each one stroke for all trails of a colour. */
const fadeSteps = 6

/** Trails of the last ten minutes, fading; of a selected drone long silent, its whole track. Drawn at most once a second, and not while no drone moves as far as can be seen. */
export function createTrailLayer(map: L.Map) {
  const surface = createStillSurface(map, { marginPx })
  let drawnAtMs = -Infinity
  let drawnFor = ''
  let drawnPlacementVersion = -1

  return {
    sync(input: TrailInput) {
      const { view, palette, shown, selectedDroneId, store, placementVersion } = input
      const isBlank = !store.fullTrack && !(shown && store.size > 0)
      surface.canvas.hidden = isBlank
      const wanted = isBlank ? '' : `${shown} ${selectedDroneId} ${palette.friendly} ${leadersOf(input).join()}`
      const ageMs = Math.abs(input.nowMs - drawnAtMs)
      const due = !isBlank && ageMs >= (placementVersion === drawnPlacementVersion ? fadeMs : redrawMs)
      if (!due && wanted === drawnFor && (isBlank || surface.covers(view))) return
      drawnAtMs = input.nowMs
      drawnFor = wanted
      drawnPlacementVersion = placementVersion
      surface.draw(view, (context) => {
        context.lineJoin = 'round'
        context.lineCap = 'round'
        const { fullTrack } = input.store
        if (fullTrack) drawWhole(context, fullTrack.lines, view, palette)
        if (shown) drawTrails(context, input)
      })
    },
    /** More has been loaded. */
    invalidate() {
      drawnAtMs = -Infinity
    },
    destroy: surface.destroy,
  }
}

/** Of convoys with a trail: theirs has a colour of its own. */
const leadersOf = ({ store, picture }: TrailInput): DroneId[] =>
  [...picture.convoys.values()].flatMap(({ leadership: { leaderId } }) =>
    leaderId && store.has(leaderId) ? leaderId : [],
  )

function drawTrails(context: Painter, input: TrailInput): void {
  const { store, palette, selectedDroneId } = input
  const trails = [...store.trails()]
  const leaders = new Set(leadersOf(input))
  const classes = [
    {
      color: palette[lineLooks.trail.color],
      width: lineLooks.trail.widthPx,
      mine: (id: DroneId) => !leaders.has(id) && id !== selectedDroneId,
    },
    {
      color: palette.leader,
      width: lineLooks.trail.widthPx,
      mine: (id: DroneId) => leaders.has(id) && id !== selectedDroneId,
    },
    { color: palette.selected, width: 2, mine: (id: DroneId) => id === selectedDroneId },
  ]
  for (const { color, width, mine } of classes) {
    const own = trails.filter(([droneId]) => mine(droneId)).map(([, ring]) => ring)
    for (let step = 0; step < fadeSteps; step++) {
      context.beginPath()
      for (const ring of own) traceStep(context, ring, input, step)
      context.strokeStyle = withAlpha(color, 0.06 + 0.6 * ((step + 1) / fadeSteps) ** 1.6)
      context.lineWidth = width
      context.stroke()
    }
  }
}

/** Adds the part of a trail whose age falls into a step; step 0 is the oldest. */
function traceStep(context: Painter, ring: TrailRing, { view, nowMs }: TrailInput, step: number): void {
  const fromMs = nowMs - trailMs * (1 - step / fadeSteps)
  const untilMs = fromMs + trailMs / fadeSteps
  const toScreenX = (x: number) => x * view.scale - view.leftPx
  const toScreenY = (y: number) => y * view.scale - view.topPx
  let drawing = false
  for (let i = 1; i < ring.length; i++) {
    const atMs = ring.atMs(i)
    if (atMs < fromMs || atMs >= untilMs) continue
    if (ring.isAfterGap(i)) {
      drawing = false
      continue
    }
    const [beforeX, x] = [ring.x(i - 1), ring.x(i)]
    const nearX = unwrapX(beforeX, x, worldSizePx)
    if (!drawing) context.moveTo(toScreenX(beforeX), toScreenY(ring.y(i - 1)))
    context.lineTo(toScreenX(nearX), toScreenY(ring.y(i)))
    if (nearX !== x) {
      context.moveTo(toScreenX(unwrapX(x, beforeX, worldSizePx)), toScreenY(ring.y(i - 1)))
      context.lineTo(toScreenX(x), toScreenY(ring.y(i)))
    }
    drawing = true
  }
}

function drawWhole(context: Painter, lines: readonly Float64Array[], view: Viewport, palette: Palette): void {
  context.beginPath()
  for (const line of lines) traceLine(context, line, view)
  context.strokeStyle = palette.halo
  context.lineWidth = 4
  context.stroke()
  context.strokeStyle = withAlpha(palette.selected, 0.85)
  context.lineWidth = lineLooks.trail.widthPx
  context.stroke()
}
