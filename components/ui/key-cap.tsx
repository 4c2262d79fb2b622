'use client'

import { createContext, use } from 'react'
import styles from './key-cap.module.css'

/** Whether single keys do something: where they don't, none is shown. */
export const SingleKeysContext = createContext(true)

/** A key to press, as it is engraved: a small l reads as a 1. Nothing where single keys are switched off; Escape always works. */
export function KeyCap({ children }: { children: string }) {
  const hasSingleKeys = use(SingleKeysContext)
  const engraved = children.length === 1 ? children.toUpperCase() : children
  return hasSingleKeys || children === 'Esc' ? <kbd className={styles.cap}>{engraved}</kbd> : null
}
