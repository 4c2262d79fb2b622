'use client'

import { useEffect, useRef } from 'react'
import { symbolCode } from '../../lib/map/symbol-code.ts'
import type { PlatformType } from '../../schema/convoys.ts'
import styles from './drone-panel.module.css'

/** The theme's colour of friends; its shape says the rest. */
const color = 'var(--friendly)'
const oneColor = { Civilian: color, Friend: color, Hostile: color, Neutral: color, Unknown: color, Suspect: color }

/** The symbol of a platform as the map draws it; an empty box until the symbols are loaded. */
export function Symbol2525({ platformType }: { platformType: PlatformType }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    let left = false
    import('milsymbol').then(
      ({ default: milsymbol }) => {
        if (left || !box.current) return
        const symbol = new milsymbol.Symbol(symbolCode(platformType, false), { size: 32, colorMode: oneColor })
        box.current.replaceChildren(symbol.asDOM())
      },
      () => undefined,
    )
    return () => {
      left = true
    }
  }, [platformType])
  return (
    <div ref={box} className={styles.symbol} role="img" aria-label={`Friendly unmanned aircraft, ${platformType}`} />
  )
}
