import { type FleetColumn, type FleetOrder, fleetColumns } from '../../lib/view/fleet-table.ts'
import { termWords } from '../../lib/view/words.ts'
import styles from './drone-table.module.css'

interface Props {
  order: FleetOrder
  onOrder(order: FleetOrder): void
}

/** Column headings; a press sorts by that column, again in the other direction. */
export function TableHead({ order, onOrder }: Props) {
  const next = (column: FleetColumn) => ({ column, isDescending: order.column === column && !order.isDescending })
  return (
    <thead>
      <tr aria-rowindex={1}>
        <th scope="col" className={styles.pick}>
          <span className="sr-only">{termWords.picked}</span>
        </th>
        {fleetColumns.map(({ column, label, unit, isNumber }) => {
          const isSorted = order.column === column
          return (
            <th
              key={column}
              scope="col"
              data-number={isNumber}
              aria-sort={isSorted ? (order.isDescending ? 'descending' : 'ascending') : undefined}
            >
              <button type="button" className={styles.sort} onClick={() => onOrder(next(column))}>
                <span>{label}</span>
                {unit ? <small>{unit}</small> : null}
                <span className={styles.arrow} aria-hidden="true">
                  {isSorted ? (order.isDescending ? '▼' : '▲') : ''}
                </span>
              </button>
            </th>
          )
        })}
        <th scope="col">Position (MGRS)</th>
      </tr>
    </thead>
  )
}
