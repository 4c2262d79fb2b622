'use client'

import { phrases } from '../../../lib/view/words.ts'
import { Notice } from '../../ui/notice.tsx'
import { sqlName } from './sql-names.ts'
import styles from './sql-page.module.css'
import type { LakeView } from './sql-request.ts'

interface Props {
  /** Null while they are loading. */
  views: readonly LakeView[] | null
  failure: string | null
  /** A press on a name. */
  onInsert(name: string): void
}

/** The views of the lake with their columns, types and a sentence for each; a press puts a name into the query. */
export function SchemaBrowser({ views, failure, onInsert }: Props) {
  if (failure !== null) return <Notice tone="bad" title="The views can’t be loaded">{`${failure}.`}</Notice>
  if (views === null) return <p className={styles.note}>{phrases.loading}</p>
  return (
    <ul className={styles.views}>
      {views.map((view) => (
        <li key={view.name}>
          <details>
            <summary className="number">{view.name}</summary>
            <p className={styles.note}>{view.description}</p>
            <ul>
              {view.columns.map(({ name, type, description }) => (
                <li key={name}>
                  <button type="button" title={description} onClick={() => onInsert(sqlName(name))}>
                    <span className="number">{name}</span>
                    <span className={styles.type}>{type}</span>
                  </button>
                </li>
              ))}
            </ul>
          </details>
        </li>
      ))}
    </ul>
  )
}
