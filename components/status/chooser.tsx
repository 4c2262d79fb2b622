'use client'

import { useId, useState } from 'react'
import styles from './chooser.module.css'

interface Props<V extends string> {
  label: string
  /** Whose it is; said, not shown. */
  of: string
  value: V
  choices: readonly V[]
  words: Readonly<Record<V, string>>
  /** Null: shown only. */
  onChoose: ((value: V) => Promise<void>) | null
}

/** One of several words, chosen from a list; waits while the choice is on its way. */
export function Chooser<V extends string>({ label, of, value, choices, words, onChoose }: Props<V>) {
  const id = useId()
  const [asked, setAsked] = useState<V | null>(null)
  const choose = async (next: V) => {
    setAsked(next)
    await onChoose?.(next)
    setAsked(null)
  }
  if (!onChoose)
    return (
      <p className={styles.field}>
        <span className={styles.label}>{label}</span>
        <span>{words[value]}</span>
      </p>
    )
  return (
    <p className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        <span>{label}</span> <span className="sr-only">{of}</span>
      </label>
      <select
        id={id}
        className={styles.select}
        value={asked ?? value}
        aria-busy={asked !== null}
        onChange={({ target }) => void choose(target.value as V)}
      >
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {words[choice]}
          </option>
        ))}
      </select>
    </p>
  )
}
