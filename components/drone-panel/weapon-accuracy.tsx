import { formatNumber } from '../../lib/view/format.ts'
import { phrases, termWords, weaponWords } from '../../lib/view/words.ts'
import styles from './drone-panel.module.css'
import type { DroneDetails } from './use-drone.ts'

/** Accuracy with each weapon type that the drone has used, most used first. */
export function WeaponAccuracy({ details: { drone, state } }: { details: DroneDetails }) {
  const used = [...(drone?.accuracyByWeapon ?? [])].sort((a, b) => b.totalEngagements - a.totalEngagements)
  return (
    <section className={styles.section} aria-label={termWords.accuracyByWeapon}>
      <h3>{termWords.accuracyByWeapon}</h3>
      {used.length === 0 ? (
        <p className={styles.second}>{state === 'loading' ? phrases.loading : 'None recorded.'}</p>
      ) : (
        <dl className={styles.weapons}>
          {used.map(({ weaponType, totalEngagements, successfulHits, accuracyPct }) => (
            <div key={weaponType}>
              <dt>{weaponWords[weaponType]}</dt>
              <dd className={styles.share} aria-hidden="true">
                <span style={{ inlineSize: `${accuracyPct}%` }} />
              </dd>
              <dd className="number">{`${formatNumber(accuracyPct, 1)} %`}</dd>
              <dd className={`number ${styles.second}`}>{`${successfulHits}/${totalEngagements}`}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  )
}
