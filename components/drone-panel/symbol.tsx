import { cssColor } from '../../lib/looks/css-names.ts'
import type { SymbolPaint, SymbolPart } from '../../lib/map/platform-symbol.ts'
import { platformSymbols } from '../../lib/map/platform-symbols.generated.ts'
import type { PlatformType } from '../../schema/convoys.ts'
import styles from './drone-panel.module.css'

const paints: Record<SymbolPaint, string> = {
  side: cssColor('friendly'),
  halo: cssColor('ground'),
  ink: cssColor('symbolInk'),
}

/** The symbol of a platform as the map draws it. */
export function Symbol2525({ platformType }: { platformType: PlatformType }) {
  const { left, top, width, height, parts } = platformSymbols[platformType].plain
  return (
    <svg
      className={styles.symbol}
      viewBox={`${left} ${top} ${width} ${height}`}
      role="img"
      aria-label={`Friendly unmanned aircraft, ${platformType}`}
    >
      {parts.map((part) => (
        <Part key={'path' in part ? part.path : part.word} part={part} />
      ))}
    </svg>
  )
}

function Part({ part }: { part: SymbolPart }) {
  const colors = {
    fill: part.fill ? paints[part.fill] : 'none',
    stroke: part.stroke ? paints[part.stroke] : 'none',
    strokeWidth: part.strokeWidth,
  }
  if ('path' in part) return <path d={part.path} {...colors} />
  return (
    <text
      x={part.x}
      y={part.y}
      textAnchor="middle"
      dominantBaseline="middle"
      fontSize={part.fontSize}
      fontFamily={part.font}
      fontWeight="bold"
      {...colors}
    >
      {part.word}
    </text>
  )
}
