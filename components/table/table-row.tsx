import { mgrsReference } from '../../lib/geo/mgrs.ts'
import type { FleetRow } from '../../lib/view/fleet-table.ts'
import { formatAge, formatNumber, unknown } from '../../lib/view/format.ts'
import { panelMeasures } from '../../lib/view/measures.ts'
import { freshnessWords, platformWords } from '../../lib/view/words.ts'
import { Mark } from '../ui/mark.tsx'
import styles from './drone-table.module.css'

interface Props {
  row: FleetRow
  /** In the sorted and filtered list, from 0. */
  index: number
  selected: boolean
  picked: boolean
  onSelect(): void
  onPick(): void
}

export function TableRow({ row, index, selected, picked, onSelect, onPick }: Props) {
  const { callsign, track } = row
  const { word, tone } = freshnessWords[row.freshness]
  return (
    <tr
      className={styles.row}
      data-index={index}
      data-drone={row.droneId}
      data-selected={selected}
      data-picked={picked}
      aria-rowindex={index + 2}
    >
      <td className={styles.pick}>
        <input type="checkbox" checked={picked} onChange={onPick} aria-label={`Pick ${callsign}`} />
      </td>
      <th scope="row">
        <button type="button" className={styles.callsign} aria-pressed={selected} onClick={onSelect}>
          <span>{callsign}</span>
          {row.leads ? (
            <span className={styles.leads}>
              <span aria-hidden="true"> ★</span>
              <span className="sr-only">, leader</span>
            </span>
          ) : null}
        </button>
      </th>
      <td>{row.convoy || unknown}</td>
      <td>{platformWords[row.platformType]}</td>
      <td>
        <span className={styles.state} data-tone={tone}>
          <Mark tone={tone} />
          <span>{word}</span>
        </span>
      </td>
      <td className="number" data-number="true">
        {formatAge(row.ageMs)}
      </td>
      {panelMeasures.map(({ field, digits }) => (
        <td key={field} className="number" data-number="true">
          {formatNumber(track?.[field], digits)}
        </td>
      ))}
      <td className="number">{(track && mgrsReference(track.latitudeDeg, track.longitudeDeg)) ?? unknown}</td>
    </tr>
  )
}
