'use client'

import { type KeyboardEvent, useRef, useState } from 'react'
import { partWords } from '../../lib/view/words.ts'
import { type PageSpec, pages, permittedPages } from '../shell/pages.ts'
import { useRoster, useView } from '../shell/use-screen.ts'
import { printView } from '../shell/view-state.ts'
import { Button } from '../ui/button.tsx'
import { useDismiss } from '../ui/use-dismiss.ts'
import styles from './navigation.module.css'

/** The pages that the reader may open, each with the view of this one in its address: in the strip, or a menu where that is narrow. */
export function Navigation({ current }: { current: PageSpec | null }) {
  const nav = useRef<HTMLElement>(null)
  const [isOpen, setIsOpen] = useState(false)
  const { permissions } = useRoster()
  const search = printView({ ...useView(), kiosk: false })
  useDismiss(nav, () => setIsOpen(false))
  const closeByKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !isOpen) return
    event.preventDefault()
    setIsOpen(false)
    nav.current?.querySelector('button')?.focus()
  }
  return (
    <nav ref={nav} className={styles.pages} aria-label={partWords.pages} onKeyDown={closeByKey}>
      <div className={styles.opener}>
        <Button label={partWords.pages} icon="menu" expanded={isOpen} onPress={() => setIsOpen(!isOpen)} />
      </div>
      <ul className={styles.list} data-open={isOpen}>
        {permittedPages(pages, permissions).map(({ id, title, href }) => (
          <li key={id}>
            <a href={`${href}${search}`} aria-current={id === current?.id ? 'page' : undefined}>
              {title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
