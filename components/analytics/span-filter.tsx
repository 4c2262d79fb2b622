'use client'

import { useState } from 'react'
import { fromFieldTime, toFieldTime } from '../../lib/view/exports.ts'
import { filterWords } from '../../lib/view/words.ts'
import { type AskedSpan, lastHours } from './analytics-state.ts'
import styles from './filters.module.css'

interface Props {
  span: AskedSpan
  /** What the fields begin with. */
  nowMs: number
  onSpan(span: AskedSpan): void
}

const hoursWords = (hours: number): string => (hours <= 24 ? `${hours} h` : `${hours / 24} d`)

function fieldsOf(span: AskedSpan, nowMs: number) {
  const [fromMs, toMs] = span.kind === 'fixed' ? [span.fromMs, span.toMs] : [nowMs - 3_600_000, nowMs]
  return { from: toFieldTime(fromMs), to: toFieldTime(toMs) }
}

/** The last hours or days, or two instants, UTC. */
export function SpanFilter({ span, nowMs, onSpan }: Props) {
  const [fields, setFields] = useState(() => fieldsOf(span, nowMs))
  const [isFixed, setIsFixed] = useState(span.kind === 'fixed')
  // The browser's Back leads to another span.
  const [shown, setShown] = useState(span)
  if (shown !== span) {
    setShown(span)
    setIsFixed(span.kind === 'fixed')
    if (span.kind === 'fixed') setFields(fieldsOf(span, nowMs))
  }
  const [fromMs, toMs] = [fromFieldTime(fields.from), fromFieldTime(fields.to)]
  const isWrong = isFixed && !(fromMs < toMs)
  const change = (next: Partial<typeof fields>) => {
    const both = { ...fields, ...next }
    setFields(both)
    const [nextFromMs, nextToMs] = [fromFieldTime(both.from), fromFieldTime(both.to)]
    if (nextFromMs < nextToMs) onSpan({ kind: 'fixed', fromMs: nextFromMs, toMs: nextToMs })
  }
  const field = (name: keyof typeof fields, label: string) => (
    <label className={styles.field}>
      <span>{label}</span>
      <input
        type="datetime-local"
        className="number"
        value={fields[name]}
        aria-invalid={isWrong}
        onChange={({ target }) => change({ [name]: target.value })}
      />
    </label>
  )
  return (
    <fieldset className={styles.span}>
      <legend className="sr-only">{filterWords.time}</legend>
      {lastHours.map((hours) => (
        <button
          key={hours}
          type="button"
          aria-pressed={!isFixed && span.kind === 'last' && span.hours === hours}
          onClick={() => {
            setIsFixed(false)
            onSpan({ kind: 'last', hours })
          }}
        >
          {hoursWords(hours)}
        </button>
      ))}
      <button
        type="button"
        aria-pressed={isFixed}
        onClick={() => {
          setIsFixed(true)
          change({})
        }}
      >
        From … to
      </button>
      {isFixed ? field('from', 'From, UTC') : null}
      {isFixed ? field('to', 'To, UTC') : null}
      {isWrong ? (
        <p role="alert" className={styles.wrong}>
          The end must be after the beginning.
        </p>
      ) : null}
    </fieldset>
  )
}
