import { formatCount, formatUtcInstant } from '../../lib/view/format.ts'
import { phrases } from '../../lib/view/words.ts'
import { Mark } from '../ui/mark.tsx'
import styles from './contract-list.module.css'
import { CountTable } from './count-table.tsx'
import { EmptyState } from './section.tsx'
import type { Contracts } from './system.ts'

/** Which adapter fulfils the contract of its port, as the tests found it. `contracts` undefined: not loaded yet. */
export function ContractList({ contracts }: { contracts: Contracts | undefined }) {
  if (contracts === undefined) return <EmptyState>{phrases.loading}</EmptyState>
  if (contracts === null) return <EmptyState>No report: npm test writes it.</EmptyState>
  const ranAtMs = Date.parse(contracts.ranAt)
  const broken = contracts.adapters.flatMap(({ port, adapter, failedLaws }) =>
    failedLaws.map((law) => ({ key: `${port} ${adapter} ${law}`, by: `${adapter}, ${port}`, law })),
  )
  return (
    <>
      <CountTable
        caption="Contract tests by adapter"
        columns={['Port, adapter', 'Passed', 'Failed', 'Not run']}
        rows={contracts.adapters.map(({ port, adapter, passed, failed, skipped }) => ({
          key: `${port} ${adapter}`,
          head: `${port}, ${adapter}`,
          counts: [passed, failed, skipped].map(formatCount),
          isBad: failed > 0,
        }))}
      />
      {broken.length > 0 ? (
        <ul className={styles.broken} aria-label="Failed contract tests">
          {broken.map(({ key, by, law }) => (
            <li key={key}>
              <Mark tone="bad" />
              <span>
                <strong>{by}</strong>: <span>{law}</span>
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      <p className={styles.ranAt}>
        Run{' '}
        <time className="number" dateTime={contracts.ranAt}>
          {formatUtcInstant(ranAtMs)}
        </time>
      </p>
    </>
  )
}
