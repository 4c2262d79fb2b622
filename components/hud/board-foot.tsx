'use client'

import type { Board } from '../../lib/board/board.ts'
import { termWords } from '../../lib/view/words.ts'
import { useScreen, useView } from '../shell/use-screen.ts'
import styles from './leaderboard.module.css'

/** How the ranks come about: by what, with ties by what, and from how many on they count. */
export function BoardFoot({ board }: { board: Board }) {
  const { view } = useScreen()
  const { rankBy } = useView()
  return (
    <footer className={styles.foot}>
      <fieldset className={styles.switch}>
        <legend className="sr-only">Rank by</legend>
        {(['ACCURACY', 'WILSON'] as const).map((value) => (
          <label key={value}>
            <input
              type="radio"
              name="rank-by"
              checked={rankBy === value}
              onChange={() => view.change({ rankBy: value })}
            />
            <span>{value === 'ACCURACY' ? termWords.accuracy : 'Lower bound'}</span>
          </label>
        ))}
      </fieldset>
      <button type="button" className={styles.rule} aria-describedby="tie-rule">
        How ties are broken
      </button>
      <p id="tie-rule" role="tooltip" className={styles.tip}>
        {`By ${board.tieRule}. With fewer than ${board.minimumSample} engagements the rank is provisional and dimmed. The band on the bar is the 95 % Wilson interval.`}
      </p>
    </footer>
  )
}
