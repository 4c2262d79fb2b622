'use client'

import { keyGroupWords, partWords } from '../../lib/view/words.ts'
import type { KeyBinding } from '../shell/keys.ts'
import { useScreen, useStore, useView } from '../shell/use-screen.ts'
import { printView } from '../shell/view-state.ts'
import { TextButton } from '../ui/button.tsx'
import { KeyCap } from '../ui/key-cap.tsx'
import { Sheet } from '../ui/sheet.tsx'
import styles from './help-sheet.module.css'

const groups = Object.keys(keyGroupWords) as KeyBinding['group'][]

interface Props {
  bindings: readonly KeyBinding[]
  onLegend(): void
  onClose(): void
}

/** Every key and what it does, from the table that the handler uses, and a switch for all of them. */
export function HelpSheet({ bindings, onLegend, onClose }: Props) {
  const { preferences } = useScreen()
  const view = useView()
  const { hasSingleKeys } = useStore(preferences)
  return (
    <Sheet title={partWords.keys} onClose={onClose}>
      <label className={styles.switch}>
        <input
          type="checkbox"
          checked={hasSingleKeys}
          onChange={(event) => preferences.change({ hasSingleKeys: event.target.checked })}
        />
        Single-key shortcuts. Switch them off if speech input or an accidental key press triggers them; Esc always
        works.
      </label>
      <div className={styles.groups}>
        {groups.map((group) => (
          <section key={group}>
            <h3>{keyGroupWords[group]}</h3>
            <dl>
              {bindings
                .filter((binding) => binding.group === group)
                .map((binding) => (
                  <div key={binding.action} className={styles.line}>
                    <dt>
                      {binding.keys.map((key) => (
                        <KeyCap key={key}>{key}</KeyCap>
                      ))}
                    </dt>
                    <dd>{binding.label}</dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
      <p className={styles.foot}>
        On the map: click selects, double click follows, dragging ends following, Ctrl and a click pick. On the
        timeline: dragging moves the time cursor, the wheel zooms, dragging with Shift picks a span for analytics or
        export. <TextButton onPress={onLegend}>{partWords.legend}</TextButton>{' '}
        <a href={`/status${printView(view)}`}>{partWords.status}</a>
      </p>
    </Sheet>
  )
}
