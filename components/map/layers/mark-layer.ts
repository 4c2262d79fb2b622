import type L from 'leaflet'
import type { ConvoyGroup } from '../../../lib/map/convoy-groups.ts'
import { type Box, createRoomGrid } from '../../../lib/map/label-placement.ts'
import { createSurface } from '../surface.ts'
import { createBlockBitmaps } from './block-bitmaps.ts'
import { drawGroups } from './group-marks.ts'
import { drawHandovers, drawLinks } from './link-marks.ts'
import { dartZoom, type MarkInput, type PlacedWord, symbolZoom } from './marks.ts'
import { createPen } from './pen.ts'
import { drawDartWords, drawSelection } from './selection-marks.ts'
import { createSymbolBitmaps } from './symbol-bitmaps.ts'
import { drawSymbols } from './symbol-marks.ts'
import { createTextMeasure } from './text-measure.ts'

/** Everything of the moving picture but the darts: links, handovers, symbols, blocks, convoys, selection. */
export function createMarkLayer(map: L.Map) {
  const under = createPen(createSurface(map))
  const over = createPen(createSurface(map))
  const symbols = createSymbolBitmaps()
  const blocks = createBlockBitmaps()
  const texts = createTextMeasure()
  const sides = new Map<string, number>()
  let words: PlacedWord[] = []

  return {
    /** The texts of the latest frame. */
    get words(): readonly PlacedWord[] {
      return words
    },
    /** Puts the dart canvas between links and words. */
    between(canvas: HTMLCanvasElement) {
      over.surface.canvas.before(canvas)
    },
    /** Words keep off the obstacles. Answers the room that is taken. */
    sync(
      input: Omit<MarkInput, 'pen' | 'words'>,
      groups: readonly ConvoyGroup[],
      obstacles: readonly Box[],
    ): readonly Box[] {
      const { view, mapView } = input
      words = []
      const below = { ...input, words, pen: under.start(view) }
      const above = { ...input, words, pen: over.start(view) }
      if (mapView.layers.links) drawLinks(below)
      const room = createRoomGrid()
      for (const box of obstacles) room.take(box)
      if (view.zoom >= symbolZoom) drawSymbols({ ...above, ratio: over.surface.ratio, symbols, blocks, sides, room })
      else if (view.zoom >= dartZoom) drawDartWords({ ...above, room, sides, measure: texts.width })
      else drawGroups({ ...above, groups, sides, room })
      drawHandovers({ ...above, room })
      drawSelection(above)
      under.finish()
      over.finish()
      return room.taken
    },
    forgetWidths() {
      blocks.clear()
      texts.forget()
      under.surface.forget()
      over.surface.forget()
    },
    destroy() {
      under.surface.destroy()
      over.surface.destroy()
    },
  }
}
