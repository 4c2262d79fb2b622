'use client'

import { type ReactNode, useEffect, useRef } from 'react'
import { actionWords } from '../../lib/view/words.ts'
import { Button } from './button.tsx'
import styles from './sheet.module.css'

/** A modal sheet: holds the focus, gives it back, closes by Escape, button or a click beside it. */
export function Sheet({ title, onClose, children }: { title: string; onClose(): void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    dialog.current?.showModal()
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself
    <dialog
      ref={dialog}
      className={styles.sheet}
      aria-label={title}
      onClose={onClose}
      onClick={(event) => event.target === event.currentTarget && onClose()}
    >
      <div className={styles.inner}>
        <header className={styles.header}>
          <h2>{title}</h2>
          <Button label={actionWords.close} icon="close" hint="Esc" onPress={onClose} />
        </header>
        <div>{children}</div>
      </div>
    </dialog>
  )
}
