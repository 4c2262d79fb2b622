import { formatCount } from '../../lib/view/format.ts'
import styles from './result-table.module.css'

interface Props {
  shown: number
  all: number
  onMore(): void
}

/** Below a table that shows its first rows only. */
export const MoreRows = ({ shown, all, onMore }: Props) =>
  all > shown ? (
    <p className={styles.more}>
      <span>{`${formatCount(shown)} of ${formatCount(all)} rows. `}</span>
      <button type="button" onClick={onMore}>
        Show more rows
      </button>
    </p>
  ) : null
