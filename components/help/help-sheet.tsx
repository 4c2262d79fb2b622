'use client'

import { type KeyBinding, keyBindings } from '../shell/keys.ts'
import { KeyCap } from '../ui/key-cap.tsx'
import { Sheet } from '../ui/sheet.tsx'
import styles from './help-sheet.module.css'

const groups: KeyBinding['group'][] = ['Find', 'Convoys and drones', 'Layers', 'Screen']

/** Every key and what it does, from the table that the handler uses. */
export function HelpSheet({ onClose }: { onClose(): void }) {
  return (
    <Sheet title="Keys" onClose={onClose}>
      <div className={styles.groups}>
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {keyBindings
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
        On the map: click selects, double click follows, dragging ends following. <a href="/status">Server status</a>
      </p>
    </Sheet>
  )
}
