import type { Palette } from '../../../lib/looks/palette.ts'
import { baseMapBounds } from '../../../lib/map/base-map.ts'
import { graticuleStepDeg } from '../../../lib/map/graticule.ts'
import { latitudeOf, longitudeOf, type Viewport, worldXOf, worldYOf } from '../../../lib/map/mercator.ts'
import type { MgrsGrid } from '../../../lib/map/mgrs-grid.ts'
import type { Painter } from './paint.ts'

/** A crossing of the graticule and its name, in world pixels. */
export type DegreeName = MgrsGrid['names'][number]

/**
 * Degrees where the base map has no data, so that a track flown elsewhere still lies somewhere. `offsetPx`: of the area's
 * corner from the context's origin. Returns the names of the crossings; they are drawn where there is room.
 */
export function drawGraticule(context: Painter, area: Viewport, offsetPx: number, palette: Palette): DegreeName[] {
  const step = graticuleStepDeg(area.zoom)
  const toX = (longitude: number) => Math.round(worldXOf(longitude) * area.scale - area.leftPx - offsetPx) + 0.5
  const toY = (latitude: number) => Math.round(worldYOf(latitude) * area.scale - area.topPx - offsetPx) + 0.5
  const west = longitudeOf(area.leftPx / area.scale)
  const east = longitudeOf((area.leftPx + area.widthPx) / area.scale)
  const north = latitudeOf(area.topPx / area.scale)
  const south = latitudeOf((area.topPx + area.heightPx) / area.scale)
  const { westDeg, southDeg, eastDeg, northDeg } = baseMapBounds
  if (west >= westDeg && east <= eastDeg && north <= northDeg && south >= southDeg) return []

  context.save()
  context.beginPath()
  context.rect(-offsetPx, -offsetPx, area.widthPx, area.heightPx)
  context.rect(toX(westDeg), toY(northDeg), toX(eastDeg) - toX(westDeg), toY(southDeg) - toY(northDeg))
  context.clip('evenodd')
  context.beginPath()
  const names: DegreeName[] = []
  for (let longitude = Math.ceil(west / step) * step; longitude <= east; longitude += step) {
    context.moveTo(toX(longitude), -offsetPx)
    context.lineTo(toX(longitude), area.heightPx)
  }
  for (let latitude = Math.ceil(south / step) * step; latitude <= north; latitude += step) {
    context.moveTo(-offsetPx, toY(latitude))
    context.lineTo(area.widthPx, toY(latitude))
    for (let longitude = Math.ceil(west / step) * step; longitude <= east; longitude += step)
      if (longitude < westDeg || longitude > eastDeg || latitude < southDeg || latitude > northDeg)
        names.push({
          text: degrees(latitude, longitude),
          worldX: worldXOf(longitude),
          worldY: worldYOf(latitude),
        })
  }
  context.strokeStyle = palette.provinceBorder
  context.lineWidth = 1
  context.stroke()
  context.restore()
  return names
}

function degrees(latitude: number, longitude: number): string {
  const short = (value: number) => Number(Math.abs(value).toFixed(2))
  return `${short(latitude)}°${latitude < 0 ? 'S' : 'N'} ${short(longitude)}°${longitude < 0 ? 'W' : 'E'}`
}
