'use client'

import type { FleetPicture } from '../../lib/feed/feed.ts'
import { convoyWords, partWords } from '../../lib/view/words.ts'
import { Button } from '../ui/button.tsx'
import { Mark } from '../ui/mark.tsx'
import { selectConvoy } from './actions.ts'
import type { ActionName } from './keys.ts'
import { keyOf } from './keys.ts'
import styles from './rail.module.css'
import type { OpenPanels } from './size-class.ts'
import { usePictureBy, useRoster, useScreen, useView } from './use-screen.ts'

interface Props {
  side: 'left' | 'right'
  open: OpenPanels
  onAction(action: ActionName): void
}

/** A folded panel: the button that opens it, and on the left the state of every convoy. */
export function Rail({ side, onAction, open }: Props) {
  const { kiosk } = useView()
  if (kiosk) return null
  return side === 'left' ? (
    <nav className={styles.rail} data-map-obstacle="" aria-label="Convoys, folded">
      <Button
        label={partWords.convoys}
        icon="convoys"
        hint={keyOf('convoys')}
        expanded={open.convoys}
        onPress={() => onAction('convoys')}
      />
      <ConvoyMarks />
    </nav>
  ) : (
    <nav className={styles.rail} data-map-obstacle="" aria-label="Leaderboard, folded">
      <Button
        label={partWords.leaderboard}
        icon="board"
        hint={keyOf('hud')}
        expanded={open.hud}
        onPress={() => onAction('hud')}
      />
    </nav>
  )
}

const marksKeyOf = ({ convoys }: FleetPicture) =>
  JSON.stringify([...convoys].map(([id, convoy]) => [id, convoyWords(convoy)]))

function ConvoyMarks() {
  const screen = useScreen()
  const { list } = useRoster()
  const { selectedConvoyId } = useView()
  const picture = usePictureBy(marksKeyOf)
  return (
    <ul className={styles.marks}>
      {list.map(({ convoyId, callsign }) => {
        const { tone, word } = convoyWords(picture.convoys.get(convoyId))
        return (
          <li key={convoyId}>
            <button
              type="button"
              className={styles.mark}
              aria-pressed={convoyId === selectedConvoyId}
              title={`${callsign}: ${word}`}
              onClick={() => selectConvoy(screen, convoyId)}
            >
              <Mark tone={tone} />
              <span>{abbreviate(callsign)}</span>
              <span className="sr-only">{`${callsign}, ${word}`}</span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}

/** `HAWK-1` is `HAW1`: three letters, with their marks, and the digits of its end fit on a rail. */
const abbreviate = (callsign: string) =>
  callsign.replace(/[^\p{L}\p{M}\p{N}]/gu, '').replace(/^((?:\p{L}\p{M}*){1,3})[\p{L}\p{M}]*(\p{N}{0,2}).*$/u, '$1$2')
