'use client'

import { useEffect } from 'react'
import { partWords } from '../../lib/view/words.ts'
import { Panel } from '../ui/panel.tsx'
import styles from './legend.module.css'
import { legend } from './legend-entries.tsx'
import type { LegendSection } from './legend-section.ts'

const sections = Object.keys(legend) as LegendSection[]

interface Props {
  /** What was asked about: brought into view. */
  section: LegendSection
  onClose(): void
}

/** Explains every mark of the screen beside the screen itself. Takes the focus when it opens and gives it back. */
export function Legend({ section, onClose }: Props) {
  useEffect(() => {
    const before = document.activeElement
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  useEffect(() => {
    const target = document.getElementById(`legend-${section}`)
    target?.scrollIntoView({ block: 'start' })
    target?.focus({ preventScroll: true })
  }, [section])
  return (
    <Panel
      id="legend"
      label={partWords.legend}
      title={partWords.legend}
      onClose={onClose}
      closeLabel="Close legend"
      closeHint="Esc"
    >
      {sections.map((name) => (
        <section key={name} className={styles.section}>
          <h3 id={`legend-${name}`} tabIndex={-1}>
            {legend[name].title}
          </h3>
          <dl>
            {legend[name].entries.map((entry) => (
              <div key={entry.name} className={styles.entry}>
                <dt>
                  <span className={styles.sample}>{entry.sample}</span>
                  <span>{entry.name}</span>
                </dt>
                <dd>{entry.meaning}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Panel>
  )
}
