import type { ReadStrategy, SetStrategyInput, WriteStrategy } from '../../lib/api/documents.generated.ts'
import { formatAge, formatCount, formatUtc, unknown } from '../../lib/view/format.ts'
import { entityWords, readWords, writeWords } from '../../lib/view/words.ts'
import { Chooser } from './chooser.tsx'
import { formatHitRate, formatRare } from './counters.ts'
import styles from './strategy-list.module.css'
import type { Strategy } from './system.ts'

const readChoices = Object.keys(readWords) as ReadStrategy[]

interface Props {
  strategy: Strategy
  /** Null: this reader may only look. */
  onChoose: ((input: SetStrategyInput) => Promise<void>) | null
}

export function StrategyRow({ strategy, onChoose }: Props) {
  const { entity, read, write, writeChoices } = strategy
  const { name, means } = entityWords[entity]
  const chooseRead = onChoose && ((next: ReadStrategy) => onChoose({ entity, read: next }))
  const chooseWrite = onChoose && ((next: WriteStrategy) => onChoose({ entity, write: next }))
  return (
    <li className={styles.row} data-entity={entity}>
      <div className={styles.entity}>
        <h3>{name}</h3>
        <p>{means}</p>
      </div>
      <Chooser label="Read" of={name} value={read} choices={readChoices} words={readWords} onChoose={chooseRead} />
      {write ? (
        <Chooser
          label="Write"
          of={name}
          value={write}
          choices={writeChoices}
          words={writeWords}
          onChoose={chooseWrite}
        />
      ) : (
        <span />
      )}
      <dl className={styles.counters}>
        {counters(strategy).map(([label, text, tone]) => (
          <div key={label} data-tone={tone}>
            <dt>{label}</dt>
            <dd className="number">{text}</dd>
          </div>
        ))}
      </dl>
      <p className={styles.changed}>{changedWords(strategy)}</p>
    </li>
  )
}

function counters(strategy: Strategy): [string, string, string?][] {
  const { hits, misses, oldestHitMs } = strategy
  const [stale, failures] = [formatRare(strategy.stale), formatRare(strategy.cacheFailures)]
  return [
    ['Hit rate', formatHitRate(strategy)],
    ['Hits', formatCount(hits)],
    ['Misses', formatCount(misses)],
    ['Oldest hit', hits > 0 ? formatAge(oldestHitMs) : unknown],
    ['Stale hits', stale.text],
    ['Cache failures', failures.text, failures.tone],
  ]
}

function changedWords({ read, write, configuredRead, configuredWrite, changedBy, changedAt }: Strategy): string {
  if (!changedBy || !changedAt) return 'as configured'
  const isAsConfigured = read === configuredRead && write === configuredWrite
  const configured = [readWords[configuredRead], configuredWrite && writeWords[configuredWrite]]
    .filter(Boolean)
    .join(', ')
  const who = `changed by ${changedBy} at ${formatUtc(Date.parse(changedAt))}Z`
  return isAsConfigured ? `as configured, ${who}` : `${who}; configured: ${configured}`
}
