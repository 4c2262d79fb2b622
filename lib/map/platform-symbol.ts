/** How a MIL-STD-2525 symbol is drawn. The drawings are in platform-symbols.generated.ts, made by scripts/platform-symbols.ts. */

/** `side`: the colour of friends, or of a drone without contact; `halo`: contrast to the background; `ink`: black. */
export type SymbolPaint = 'side' | 'halo' | 'ink'

interface PartStyle {
  fill: SymbolPaint | null
  stroke: SymbolPaint | null
  strokeWidth: number
  /** Lengths of dashes and gaps; empty: a solid line. */
  dash: number[]
  /** Round ends and corners. */
  round: boolean
}
export interface PathPart extends PartStyle {
  /** SVG path data. */
  path: string
}
/** A word centred at `x`, `y`. */
export interface WordPart extends PartStyle {
  word: string
  x: number
  y: number
  fontSize: number
  font: string
}
export type SymbolPart = PathPart | WordPart

/** Parts in drawing order, and their bounding box. A symbol of 22 px has 22 px per 100 units. */
export interface SymbolDrawing {
  left: number
  top: number
  width: number
  height: number
  parts: readonly SymbolPart[]
}

export interface PlatformSymbol {
  /** On the map, when the position is known. */
  known: SymbolDrawing
  /** On the map, when the position is assumed: dashed and hollow. */
  assumed: SymbolDrawing
  /** On a panel, without a halo. */
  plain: SymbolDrawing
}

/** x and y of the marked position, in units of the symbol. */
export const symbolCenter = 100
