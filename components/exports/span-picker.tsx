import manage from '../manage/manage.module.css'
import styles from './exports.module.css'

export const spanLengthsMs = { hour: 3_600_000, day: 86_400_000 } as const
export type SpanKind = keyof typeof spanLengthsMs | 'custom'

const kindWords: Readonly<Record<SpanKind, string>> = { hour: 'Last hour', day: 'Last 24 h', custom: 'From … to' }
const kinds = Object.keys(kindWords) as SpanKind[]

interface Custom {
  from: string
  to: string
}
interface Props {
  kind: SpanKind
  /** Fields of the form, UTC. */
  custom: Custom
  onKind(kind: SpanKind): void
  onCustom(custom: Custom): void
}

/** The last hour or day before the instant that the screen shows, or two instants. */
export function SpanPicker({ kind, custom, onKind, onCustom }: Props) {
  const field = (name: keyof Custom, label: string) => (
    <label className={manage.field}>
      <span>{label}</span>
      <input
        type="datetime-local"
        className={`number ${manage.input}`}
        value={custom[name]}
        onChange={({ target }) => onCustom({ ...custom, [name]: target.value })}
      />
    </label>
  )
  return (
    <fieldset className={styles.group}>
      <legend>Span</legend>
      <div className={styles.choices}>
        {kinds.map((one) => (
          <label key={one} className={styles.choice}>
            <input type="radio" name="span" checked={kind === one} onChange={() => onKind(one)} />
            <span>{kindWords[one]}</span>
          </label>
        ))}
      </div>
      {kind === 'custom' ? (
        <div className={styles.times}>
          {field('from', 'From, UTC')}
          {field('to', 'To, UTC')}
        </div>
      ) : null}
    </fieldset>
  )
}
