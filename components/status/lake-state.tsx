import { formatAge, formatCount, formatUtcInstant, unknown } from '../../lib/view/format.ts'
import { phrases } from '../../lib/view/words.ts'
import { Notice } from '../ui/notice.tsx'
import { EmptyState } from './section.tsx'
import type { Lake } from './system.ts'
import styles from './system-status.module.css'

/** It is exported every half a minute: older than this, something is wrong with the process that exports. */
const behindAfterMs = 180_000

/** How far the history for analysis goes, and why it goes no further. */
export function LakeState({ lake, nowMs }: { lake: Lake | null; nowMs: number }) {
  if (!lake) return <EmptyState>{phrases.loading}</EmptyState>
  const { generation, asOf, readings, files, unreadableFiles, pausedBecause } = lake
  const asOfMs = asOf === null ? null : Date.parse(asOf)
  const ageMs = asOfMs === null ? null : nowMs - asOfMs
  return (
    <>
      {pausedBecause !== null ? (
        <Notice tone="bad" title="Export paused">
          {`${pausedBecause} ${phrases.retrying}`}
        </Notice>
      ) : null}
      {pausedBecause === null && ageMs !== null && ageMs > behindAfterMs ? (
        <Notice tone="watch" title="Not exported for minutes" spoken="The export to the lake is behind">
          {`The last export was ${formatAge(ageMs)} ago. Check the processes with the role worker and their log.`}
        </Notice>
      ) : null}
      {generation === 0 ? <EmptyState>Nothing exported yet.</EmptyState> : null}
      {generation ? (
        <dl className={styles.facts}>
          {[
            [
              'Covers readings until',
              asOfMs === null ? unknown : `${formatUtcInstant(asOfMs)}, ${formatAge(ageMs)} ago`,
            ],
            ['Readings', formatCount(readings)],
            ['Files', formatCount(files)],
            ['Files missing or damaged', formatCount(unreadableFiles)],
            ['Generation', formatCount(generation)],
          ].map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd className="number">{value}</dd>
            </div>
          ))}
        </dl>
      ) : null}
    </>
  )
}
