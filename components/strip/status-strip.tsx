'use client'

import { type CSSProperties, useLayoutEffect } from 'react'
import { partWords } from '../../lib/view/words.ts'
import type { PageSpec } from '../shell/pages.ts'
import { useView } from '../shell/use-screen.ts'
import { useScale, useSize } from '../shell/use-size.ts'
import { Alerts } from './alerts.tsx'
import { Clock } from './clock.tsx'
import { FleetCounts } from './fleet-counts.tsx'
import { LinkBadge } from './link-badge.tsx'
import { Navigation } from './navigation.tsx'
import styles from './strip.module.css'

interface Props {
  page: PageSpec | null
  /** Given the element that a page puts its own controls into. */
  slotRef(slot: HTMLElement | null): void
}

/** What must be seen at every moment on every page: which page it is, time, link, fleet, trouble. */
export function StatusStrip({ page, slotRef }: Props) {
  const view = useView()
  const isLive = page?.id === 'live'
  const kiosk = view.kiosk && isLive
  const size = useSize(kiosk)
  const scale = useScale(size)
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = view.theme
  }, [view.theme])
  return (
    <header
      className={styles.strip}
      data-size={size}
      data-floating={isLive}
      data-map-obstacle=""
      style={{ '--scale': scale } as CSSProperties}
    >
      <p className={styles.name}>{partWords.app}</p>
      {kiosk ? null : <Navigation current={page} />}
      <Clock />
      <LinkBadge hasMap={isLive} />
      <FleetCounts />
      <Alerts isLive={isLive} />
      <div ref={slotRef} className={styles.slot} />
    </header>
  )
}
