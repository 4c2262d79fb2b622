/** How a MIL-STD-2525 symbol is drawn. The drawings are in platform-symbols.generated.ts, made by scripts/platform-symbols.ts. */

/** `side`: the colour of friends, or of a drone without contact; `halo`: what sets it off from the ground; `ink`: black. */
export type SymbolPaint = 'side' | 'halo' | 'ink'

interface PartStyle {
  fill: SymbolPaint | null
  stroke: SymbolPaint | null
  strokeWidth: number
  /** Lengths of dashes and gaps; empty: a whole line. */
  dash: number[]
  /** Round ends and corners. */
  round: boolean
}
export interface PathPart extends PartStyle {
  /** SVG path data. */
  path: string
}
/** A word whose middle is at `x`, `y`. */
export interface WordPart extends PartStyle {
  word: string
  x: number
  y: number
  fontSize: number
  font: string
}
export type SymbolPart = PathPart | WordPart

/** Parts in the order in which they are drawn, and the box around them. A symbol of 22 px has 22 px for 100 units. */
export interface SymbolDrawing {
  left: number
  top: number
  width: number
  height: number
  parts: readonly SymbolPart[]
}

export interface PlatformSymbol {
  /** On the map, the drone's place being known. */
  known: SymbolDrawing
  /** On the map, its place being assumed: dashed and hollow. */
  assumed: SymbolDrawing
  /** On a panel, without a halo. */
  plain: SymbolDrawing
}

/** The place that a symbol marks, in its own units. */
export const symbolCenter = 100
