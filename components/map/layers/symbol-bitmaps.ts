import { droneState } from '../../../lib/map/fleet-arrays.ts'
import type { MapPalette } from '../../../lib/map/palette.ts'
import { symbolCode } from '../../../lib/map/symbol-code.ts'
import type { PlatformType } from '../../../schema/convoys.ts'

export interface SymbolBitmap {
  image: HTMLCanvasElement
  anchorXPx: number
  anchorYPx: number
  widthPx: number
  heightPx: number
}

type Library = typeof import('milsymbol')['default']

export const symbolSizePx = 22

/** MIL-STD-2525 symbols as pictures, each made once. The library is large and loads at the first need; until then there is none. */
export function createSymbolBitmaps(onLoaded: () => void) {
  let library: Library | null = null
  let loading = false
  const bitmaps = new Map<string, SymbolBitmap>()

  const load = async () => {
    loading = true
    try {
      library = (await import('milsymbol')).default
      onLoaded()
    } finally {
      loading = library !== null // a load that failed is tried again with the next frame
    }
  }
  const make = (
    library: Library,
    platform: PlatformType,
    assumed: boolean,
    Friend: string,
    halo: string,
    ratio: number,
  ) => {
    const colors = { Civilian: Friend, Friend, Hostile: Friend, Neutral: Friend, Unknown: Friend, Suspect: Friend }
    const symbol = new library.Symbol(symbolCode(platform, assumed), {
      size: symbolSizePx,
      colorMode: colors,
      fill: !assumed,
      ...(assumed && { frameColor: colors, iconColor: Friend }),
      outlineColor: halo,
      outlineWidth: 4,
      infoFields: false,
    })
    const { x, y } = symbol.getAnchor()
    const { width, height } = symbol.getSize()
    return { image: symbol.asCanvas(ratio), anchorXPx: x, anchorYPx: y, widthPx: width, heightPx: height }
  }

  return {
    /** Hollow and dashed unless the drone is live, grey without contact. Null until the library has come. */
    of(platform: PlatformType, state: number, palette: MapPalette, ratio: number): SymbolBitmap | null {
      if (!library) {
        if (!loading) void load().catch(() => {})
        return null
      }
      const assumed = state !== droneState.live
      const color = state === droneState.unknown ? palette.textDim : palette.friendly
      const key = `${platform} ${assumed} ${color} ${ratio}`
      const known = bitmaps.get(key) ?? make(library, platform, assumed, color, palette.halo, ratio)
      bitmaps.set(key, known)
      return known
    },
  }
}
export type SymbolBitmaps = ReturnType<typeof createSymbolBitmaps>
