import type { LeadershipTrack } from '../../lib/feed/feed.ts'
import { countOf, termWords } from '../../lib/view/words.ts'
import type { DroneId } from '../../schema/ids.ts'
import type { RosterConvoy } from '../shell/roster.ts'
import { Mark } from '../ui/mark.tsx'
import styles from './convoy-card.module.css'

/** Who leads: one leader; both of a split brain; candidates with the votes known of an election. */
export function Leaders({ convoy, leadership }: { convoy: RosterConvoy; leadership: LeadershipTrack }) {
  const { state, leaderId, rivalId, term, candidates, doubt } = leadership
  const nameOf = (droneId: DroneId) =>
    convoy.drones.find((drone) => drone.droneId === droneId)?.callsign ?? 'unknown drone'
  const badge = (
    <span className={`number ${styles.term}`} title={`${termWords.term} ${term}: the number of the election`}>
      {`T${term}`}
    </span>
  )
  const doubted = doubt ? (
    <span className={styles.doubt} data-doubt={doubt.term} title={termWords.termInDoubtMeans}>
      <Mark tone="watch" />
      <span>
        {`T${doubt.term} in doubt: ${doubt.droneId ? nameOf(doubt.droneId) : 'a drone that left'}, ${doubt.spokenOfBy} of ${doubt.reporting}`}
      </span>
    </span>
  ) : null
  if (state === 'electing' && candidates.length > 0)
    return (
      <span className={styles.leaders}>
        <span className={styles.line}>
          <span className={styles.role}>Candidates</span>
          {badge}
        </span>
        {candidates.map(({ droneId, votes }) => (
          <span key={droneId} className={styles.line}>
            <span className={styles.candidate}>{nameOf(droneId)}</span>
            <span className="number">{countOf(votes, 'vote')}</span>
          </span>
        ))}
        {doubted}
      </span>
    )
  return (
    <span className={styles.leaders}>
      {[leaderId, rivalId].map((droneId, index) =>
        droneId || index === 0 ? (
          <span key={droneId ?? 'none'} className={styles.line}>
            <span className={styles.role}>{index === 0 ? termWords.leader : termWords.rival}</span>
            <span className={styles.name} data-known={droneId !== null}>
              {droneId ? nameOf(droneId) : '—'}
            </span>
            {badge}
          </span>
        ) : null,
      )}
      {doubted}
    </span>
  )
}
