'use client'

import { createContext, use } from 'react'
import styles from './key-cap.module.css'

/** Whether single keys do something: where they don't, none is shown. */
export const SingleKeysContext = createContext(true)

/** A key to press; nothing where single keys are switched off. Escape always works. */
export function KeyCap({ children }: { children: string }) {
  const hasSingleKeys = use(SingleKeysContext)
  return hasSingleKeys || children === 'Esc' ? <kbd className={styles.cap}>{children}</kbd> : null
}
