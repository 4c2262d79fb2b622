'use client'

import { useId, useRef, useState } from 'react'
import { formatCount } from '../../lib/view/format.ts'
import { useDismiss } from '../ui/use-dismiss.ts'
import { mostListed } from './analytics-state.ts'
import styles from './filters.module.css'

interface Props<V extends string> {
  label: string
  /** In the order of the list. */
  options: readonly { value: V; text: string }[]
  /** Empty: all. */
  picked: readonly V[]
  onPick(picked: readonly V[]): void
}

/** More can't be read: the rest is found by its name. */
const mostShown = 100

/** Which of many count, all or some, chosen from a list that opens below its button. */
export function FilterList<V extends string>({ label, options, picked, onPick }: Props<V>) {
  const id = useId()
  const place = useRef<HTMLDivElement>(null)
  const [isOpen, setIsOpen] = useState(false)
  const [query, setQuery] = useState('')
  useDismiss(place, () => setIsOpen(false))
  const matching = options.filter(({ text }) => text.toLowerCase().includes(query.trim().toLowerCase()))
  const isFull = picked.length >= mostListed
  const toggle = (value: V) =>
    onPick(picked.includes(value) ? picked.filter((one) => one !== value) : [...picked, value])
  const close = () => {
    setIsOpen(false)
    place.current?.querySelector('button')?.focus()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes the list from anywhere within it
    <div
      ref={place}
      className={styles.list}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && isOpen) close()
      }}
    >
      <button
        type="button"
        className={styles.opener}
        aria-expanded={isOpen}
        aria-controls={id}
        data-picked={picked.length > 0}
        onClick={() => setIsOpen(!isOpen)}
      >
        <span>{label}</span>
        <span className="number">
          {picked.length === 0 ? 'all' : `${picked.length} of ${formatCount(options.length)}`}
        </span>
      </button>
      <fieldset id={id} className={styles.menu} hidden={!isOpen}>
        <legend className="sr-only">{label}</legend>
        {options.length > 12 ? (
          <input
            type="search"
            className={styles.query}
            placeholder="Find by name"
            aria-label={`Find in ${label.toLowerCase()}`}
            value={query}
            onChange={({ target }) => setQuery(target.value)}
          />
        ) : null}
        <button type="button" className={styles.all} disabled={picked.length === 0} onClick={() => onPick([])}>
          All of them
        </button>
        <ul>
          {matching.slice(0, mostShown).map(({ value, text }) => (
            <li key={value}>
              <label className={styles.choice}>
                <input
                  type="checkbox"
                  checked={picked.includes(value)}
                  disabled={isFull && !picked.includes(value)}
                  onChange={() => toggle(value)}
                />
                <span>{text}</span>
              </label>
            </li>
          ))}
        </ul>
        {matching.length > mostShown ? (
          <p className={styles.note}>{`${formatCount(matching.length - mostShown)} more: type part of a name.`}</p>
        ) : null}
        {isFull ? <p className={styles.note}>{`At most ${mostListed} can be chosen.`}</p> : null}
        {matching.length === 0 ? <p className={styles.note}>None of that name.</p> : null}
      </fieldset>
    </div>
  )
}
