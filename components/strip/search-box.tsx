'use client'

import { useEffect, useMemo, useRef, useState } from 'react'
import { type SearchEntry, searchEntries } from '../../lib/view/search.ts'
import { actionWords, termWords } from '../../lib/view/words.ts'
import { useRoster } from '../shell/use-screen.ts'
import { Icon } from '../ui/icon.tsx'
import { KeyCap } from '../ui/key-cap.tsx'
import { useDismiss } from '../ui/use-dismiss.ts'
import styles from './search-box.module.css'
import { rosterEntries } from './search-entries.ts'
import { useGoTo } from './use-go-to.ts'
import { usePlaces } from './use-places.ts'

interface Props {
  open: boolean
  onOpen(): void
  onClose(): void
}

const shownAtMost = 8
const kindWords = { convoy: termWords.convoy, drone: termWords.drone, place: 'Place' } as const

/** Finds convoys, drones and places by any part of their names; arrows choose, Enter goes there. */
export function SearchBox({ open, onOpen, onClose }: Props) {
  const box = useRef<HTMLElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState(0)
  const roster = useRoster()
  const places = usePlaces(open)
  const goTo = useGoTo()
  const entries = useMemo(() => [...rosterEntries(roster), ...places], [roster, places])
  const found = useMemo(() => searchEntries(entries, query, shownAtMost), [entries, query])

  useEffect(() => {
    if (open) input.current?.focus()
    else {
      input.current?.blur()
      setQuery('')
      setChosen(0)
    }
  }, [open])
  useDismiss(box, () => open && onClose())

  const go = (entry: SearchEntry | undefined) => {
    if (!entry) return
    goTo(entry)
    onClose()
  }
  const steer = (key: string) => {
    if (key === 'ArrowDown') setChosen(Math.min(found.length - 1, chosen + 1))
    else if (key === 'ArrowUp') setChosen(Math.max(0, chosen - 1))
    else if (key === 'Enter') go(found[chosen])
    else return false
    return true
  }
  const listed = open && query.trim() !== ''
  return (
    <search ref={box} className={styles.box}>
      <Icon name="search" />
      <input
        ref={input}
        type="text"
        role="combobox"
        aria-label={actionWords.search}
        aria-expanded={listed && found.length > 0}
        aria-controls="search-results"
        aria-activedescendant={listed && found[chosen] ? `found-${chosen}` : undefined}
        aria-autocomplete="list"
        placeholder="Search"
        autoComplete="off"
        spellCheck={false}
        value={query}
        onFocus={onOpen}
        onChange={(event) => {
          setQuery(event.target.value)
          setChosen(0)
        }}
        onKeyDown={(event) => steer(event.key) && event.preventDefault()}
      />
      {open ? null : <KeyCap>/</KeyCap>}
      {listed ? (
        <div className={styles.results}>
          <div id="search-results" role="listbox" aria-label="Found">
            {found.map((entry, index) => (
              <div
                key={`${entry.kind}-${entry.id}`}
                id={`found-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === chosen}
                className={styles.result}
                onPointerMove={() => setChosen(index)}
                onPointerDown={(event) => {
                  event.preventDefault()
                  go(entry)
                }}
              >
                <span className={styles.kind}>{kindWords[entry.kind]}</span>
                <b>{entry.name}</b>
                <span className={styles.detail}>{entry.detail}</span>
              </div>
            ))}
          </div>
          {found.length === 0 ? (
            <p className={styles.nothing} role="status">
              {`No match for “${query.trim()}”. Try part of a callsign, a unit or a town.`}
            </p>
          ) : null}
        </div>
      ) : null}
    </search>
  )
}
