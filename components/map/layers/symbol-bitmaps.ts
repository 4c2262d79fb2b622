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
  const make = ({ Symbol: MilSymbol }: Library, code: string, palette: MapPalette, ratio: number, color: string) => {
    const symbol = new MilSymbol(code, {
      size: symbolSizePx,
      colorMode: { Civilian: color, Friend: color, Hostile: color, Neutral: color, Unknown: color, Suspect: color },
      outlineColor: palette.halo,
      outlineWidth: 4,
      infoFields: false,
    })
    const { x, y } = symbol.getAnchor()
    const { width, height } = symbol.getSize()
    return { image: symbol.asCanvas(ratio), anchorXPx: x, anchorYPx: y, widthPx: width, heightPx: height }
  }

  return {
    of(platform: PlatformType, state: number, palette: MapPalette, ratio: number): SymbolBitmap | null {
      if (!library) {
        if (!loading) void load().catch(() => {})
        return null
      }
      const code = symbolCode(platform, state !== droneState.live)
      const color = palette.friendly
      const key = `${code} ${color} ${ratio}`
      const known = bitmaps.get(key) ?? make(library, code, palette, ratio, color)
      bitmaps.set(key, known)
      return known
    },
  }
}
export type SymbolBitmaps = ReturnType<typeof createSymbolBitmaps>
