import { partWords } from '../../lib/view/words.ts'
import type { DroneId } from '../../schema/ids.ts'
import type { Exported } from './exported.ts'
import styles from './exports.module.css'

/** Their ids still fit into an address. */
export const maxNamedDrones = 300

interface Props {
  drones: Exported['drones']
  /** Null: all. */
  picked: ReadonlySet<DroneId> | null
  onPick(picked: ReadonlySet<DroneId> | null): void
}

/** All drones of the convoy that are in service, or some. */
export function DronePicker({ drones, picked, onPick }: Props) {
  const toggle = (droneId: DroneId) => {
    const next = new Set(picked)
    if (!next.delete(droneId)) next.add(droneId)
    onPick(next)
  }
  return (
    <fieldset className={styles.group}>
      <legend>{partWords.drones}</legend>
      <div className={styles.choices}>
        <label className={styles.choice}>
          <input type="radio" name="drones" checked={picked === null} onChange={() => onPick(null)} />
          <span>{`All (${drones.length})`}</span>
        </label>
        <label className={styles.choice}>
          <input type="radio" name="drones" checked={picked !== null} onChange={() => onPick(new Set())} />
          <span>Some</span>
        </label>
      </div>
      {picked ? (
        <ul className={styles.drones}>
          {drones.map(({ droneId, callsign }) => (
            <li key={droneId}>
              <label className={styles.choice}>
                <input type="checkbox" checked={picked.has(droneId)} onChange={() => toggle(droneId)} />
                <span>{callsign}</span>
              </label>
            </li>
          ))}
        </ul>
      ) : null}
    </fieldset>
  )
}
