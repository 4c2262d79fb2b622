import { formatUtc } from '../../lib/view/format.ts'
import { bdaWords, phrases, weaponWords } from '../../lib/view/words.ts'
import { Mark } from '../ui/mark.tsx'
import styles from './drone-panel.module.css'
import type { DroneDetails } from './use-drone.ts'

const shownAtMost = 5

/** The last engagements recorded of this drone. */
export function Engagements({ details: { drone, state } }: { details: DroneDetails }) {
  const engagements = drone?.engagements.slice(0, shownAtMost) ?? []
  return (
    <section className={styles.section} aria-label="Last engagements">
      <h3>Last engagements</h3>
      {engagements.length === 0 ? (
        <p className={styles.second}>{state === 'loading' ? phrases.loading : 'None recorded.'}</p>
      ) : (
        <ul className={styles.engagements}>
          {engagements.map((one) => (
            <li key={one.engagementId}>
              <time className="number" dateTime={one.engagedAt}>
                {`${formatUtc(Date.parse(one.engagedAt))}Z`}
              </time>
              <span className={styles.hit} data-hit={one.hit}>
                <Mark tone={one.hit ? 'good' : 'quiet'} />
                <span>{one.hit ? 'hit' : 'miss'}</span>
              </span>
              <span className={styles.weapon}>{weaponWords[one.weaponType]}</span>
              <span className={styles.second}>{bdaWords[one.bda]}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
