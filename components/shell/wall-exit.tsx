'use client'

import { useEffect, useState } from 'react'
import styles from './wall-exit.module.css'

const shownForMs = 4_000

/** Ends the wall with the mouse: a wall shows no controls until the pointer moves. */
export function WallExit({ onExit }: { onExit(): void }) {
  const [shown, setShown] = useState(false)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const show = () => {
      setShown(true)
      clearTimeout(timer)
      timer = setTimeout(() => setShown(false), shownForMs)
    }
    addEventListener('pointermove', show)
    addEventListener('pointerdown', show)
    return () => {
      clearTimeout(timer)
      removeEventListener('pointermove', show)
      removeEventListener('pointerdown', show)
    }
  }, [])
  return (
    <button type="button" className={styles.exit} data-shown={shown} onClick={onExit}>
      End wall view <kbd>Esc</kbd>
    </button>
  )
}
