'use client'

import { mapLayerNames } from '../map/map-view.ts'
import { type ActionName, keyBindings } from '../shell/keys.ts'
import { useView } from '../shell/use-screen.ts'
import { KeyCap } from '../ui/key-cap.tsx'
import styles from './layer-menu.module.css'

/** What the map shows: a switch for each layer with the key that does the same. */
export function LayerMenu({ onAction }: { onAction(action: ActionName): void }) {
  const { layers } = useView()
  return (
    <fieldset className={styles.menu}>
      <legend className="sr-only">Map layers</legend>
      {keyBindings.map(({ action, keys, label }) => {
        const layer = mapLayerNames.find((name) => action === `layer:${name}`)
        return layer ? (
          <label key={layer}>
            <input type="checkbox" checked={layers[layer]} onChange={() => onAction(action)} />
            <span>{label}</span>
            <KeyCap>{keys[0] ?? ''}</KeyCap>
          </label>
        ) : null
      })}
    </fieldset>
  )
}
