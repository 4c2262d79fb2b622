import { Mark } from '../ui/mark.tsx'
import styles from './count-table.module.css'

interface Row {
  key: string
  head: string
  counts: readonly string[]
  /** Is worth a look; a count says why. */
  isBad: boolean
}

/** Names down, counts across. */
export function CountTable({
  caption,
  columns,
  rows,
}: {
  caption: string
  columns: readonly string[]
  rows: readonly Row[]
}) {
  return (
    <table className={styles.table}>
      <caption className="sr-only">{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, head, counts, isBad }) => (
          <tr key={key}>
            <th scope="row">
              <span>{head}</span> {isBad ? <Mark tone="bad" /> : null}
            </th>
            {counts.map((count, at) => (
              <td key={columns[at + 1]} className="number">
                {count}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
