'use client'

import type { FleetPicture } from '../../lib/feed/feed.ts'
import { convoyWords } from '../../lib/view/words.ts'
import { selectConvoy } from '../shell/actions.ts'
import { usePictureBy, useRoster, useScreen, useView } from '../shell/use-screen.ts'
import { Mark } from '../ui/mark.tsx'
import styles from './convoy-marks.module.css'

const wordsKeyOf = ({ convoys }: FleetPicture) =>
  JSON.stringify([...convoys].map(([id, convoy]) => [id, convoyWords(convoy)]))

/** The state of every convoy on the rail, while the list is folded. */
export function ConvoyMarks() {
  const screen = useScreen()
  const { list } = useRoster()
  const view = useView()
  const picture = usePictureBy(wordsKeyOf)
  return (
    <ul className={styles.marks}>
      {list.map(({ convoyId, callsign }) => {
        const { tone, word } = convoyWords(picture.convoys.get(convoyId))
        return (
          <li key={convoyId}>
            <button
              type="button"
              className={styles.mark}
              aria-pressed={convoyId === view.convoyId}
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
