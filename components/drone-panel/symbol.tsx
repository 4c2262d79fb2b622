'use client'

import { useEffect, useRef } from 'react'
import type { PlatformType } from '../../schema/convoys.ts'
import styles from './drone-panel.module.css'

/** MIL-STD-2525D: friendly air, fixed-wing unmanned aircraft. */
const symbolCode = '10030100001103000000'

/** The symbol of a platform as the map draws it; an empty box until the symbols are loaded. */
export function Symbol2525({ platformType }: { platformType: PlatformType }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    let left = false
    import('milsymbol').then(
      ({ default: milsymbol }) => {
        if (left || !box.current) return
        const symbol = new milsymbol.Symbol(symbolCode, { size: 32, colorMode: 'Dark', frame: true })
        box.current.replaceChildren(symbol.asDOM())
      },
      () => undefined,
    )
    return () => {
      left = true
    }
  }, [])
  return (
    <div ref={box} className={styles.symbol} role="img" aria-label={`Friendly unmanned aircraft, ${platformType}`} />
  )
}
