/** Draws the platforms' symbols with milsymbol, so that no page has to load the library: `node scripts/print-generated.ts`. */
import milsymbol, { type Symbol as MilitarySymbol } from 'milsymbol'
import type { PlatformSymbol, SymbolDrawing, SymbolPaint, SymbolPart } from '../lib/map/platform-symbol.ts'
import { symbolCode } from '../lib/map/symbol-code.ts'
import { type PlatformType, platformTypes } from '../schema/convoys.ts'

/** A drawing instruction of milsymbol, as far as our symbols have any. */
interface Instruction {
  type: string
  d?: string
  text?: string
  x?: number
  y?: number
  fontsize?: number
  fontfamily?: string
  fontweight?: string
  fill?: string | false
  fillopacity?: number
  stroke?: string | false
  strokewidth?: number
  strokedasharray?: string
  linecap?: string
}

// Names in place of colours: the theme's come when the symbol is drawn.
const side = 'SIDE'
const halo = 'HALO'
const paints: Record<string, SymbolPaint> = { [side]: 'side', [halo]: 'halo', black: 'ink' }
const colors = { Civilian: side, Friend: side, Hostile: side, Neutral: side, Unknown: side, Suspect: side }
const onMap = { outlineColor: halo, outlineWidth: 4, infoFields: false }

/** The text of lib/map/platform-symbols.generated.ts. Throws for what `SymbolPart` can't say. */
export function printPlatformSymbols(): string {
  const drawn = new Map<string, { name: string; symbol: PlatformSymbol }>()
  const nameOf = (platform: PlatformType): string => {
    const code = symbolCode(platform, false)
    const known = drawn.get(code) ?? { name: `symbol${drawn.size + 1}`, symbol: createSymbol(platform) }
    drawn.set(code, known)
    return known.name
  }
  const entries = platformTypes.map((platform) => `  ${platform}: ${nameOf(platform)},`)
  const symbols = [...drawn.values()].map(
    ({ name, symbol }) => `const ${name}: PlatformSymbol = ${JSON.stringify(symbol, null, 2)}\n`,
  )
  return `// Made by scripts/print-generated.ts with milsymbol; don't edit.
import type { PlatformType } from '../../schema/convoys.ts'
import type { PlatformSymbol } from './platform-symbol.ts'

${symbols.join('\n')}
export const platformSymbols: Record<PlatformType, PlatformSymbol> = {
${entries.join('\n')}
}
`
}

function createSymbol(platform: PlatformType): PlatformSymbol {
  const hollow = { fill: false, frameColor: colors, iconColor: side }
  return {
    known: createDrawing(symbolCode(platform, false), onMap),
    assumed: createDrawing(symbolCode(platform, true), { ...onMap, ...hollow }),
    plain: createDrawing(symbolCode(platform, false), {}),
  }
}

function createDrawing(code: string, options: object): SymbolDrawing {
  const symbol = new milsymbol.Symbol(code, { size: 100, colorMode: colors, ...options })
  if (!symbol.isValid()) throw new Error(`Expected a code of MIL-STD-2525D, got ${code}.`)
  const { x, y } = symbol.getAnchor()
  const { width, height } = symbol.getSize()
  const { drawInstructions } = symbol as MilitarySymbol & { drawInstructions: Instruction[] }
  return { left: 100 - x, top: 100 - y, width, height, parts: drawInstructions.map(toPart) }
}

function toPart(instruction: Instruction): SymbolPart {
  const { type, d, text, x, y, fontsize, fontfamily, fontweight, strokewidth, strokedasharray, linecap } = instruction
  const style = {
    fill: toPaint(instruction.fill, instruction),
    stroke: toPaint(instruction.stroke, instruction),
    strokeWidth: strokewidth ?? 0,
    dash: strokedasharray?.split(',').map(Number) ?? [],
    round: linecap === 'round',
  }
  if ((instruction.fillopacity ?? 1) !== 1) throw misfit(instruction)
  if (type === 'path' && d) return { path: d, ...style }
  if (type === 'text' && text && x !== undefined && y !== undefined && fontsize && fontweight === 'bold' && fontfamily)
    return { word: text, x, y, fontSize: fontsize, font: fontfamily, ...style }
  throw misfit(instruction)
}

function toPaint(color: string | false | undefined, instruction: Instruction): SymbolPaint | null {
  if (color === false) return null
  const paint = color === undefined ? undefined : paints[color]
  if (paint === undefined) throw misfit(instruction)
  return paint
}

const misfit = (instruction: Instruction): Error =>
  new Error(`Expected a path or a bold word in the colours given, got ${JSON.stringify(instruction)}.`)
