'use client'

import { useRef } from 'react'
import { actionWords } from '../../lib/view/words.ts'
import { mapLayerNames } from '../map/map-view.ts'
import { type ActionName, actionKeys, keyOf } from '../shell/keys.ts'
import { useView } from '../shell/use-screen.ts'
import { KeyCap } from '../ui/key-cap.tsx'
import { useDismiss } from '../ui/use-dismiss.ts'
import styles from './layer-menu.module.css'

/** What the map shows: a switch for each layer with the key that does the same, and the tool that measures on it. */
export function LayerMenu({ onAction, onClose }: { onAction(action: ActionName): void; onClose(): void }) {
  const { layers } = useView()
  const menu = useRef<HTMLFieldSetElement>(null)
  useDismiss(menu, onClose, 'data-opens-layers')
  return (
    <fieldset ref={menu} className={styles.menu}>
      <legend className="sr-only">Map layers</legend>
      {actionKeys.map(({ action, keys, label }) => {
        const layer = mapLayerNames.find((name) => action === `layer:${name}`)
        return layer ? (
          <label key={layer}>
            <input type="checkbox" checked={layers[layer]} onChange={() => onAction(action)} />
            <span>{label}</span>
            <KeyCap>{keys[0] ?? ''}</KeyCap>
          </label>
        ) : null
      })}
      <button type="button" onClick={() => onAction('measure')}>
        <span>{actionWords.measure}</span>
        <KeyCap>{keyOf('measure')}</KeyCap>
      </button>
    </fieldset>
  )
}
