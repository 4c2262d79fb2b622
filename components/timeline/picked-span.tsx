'use client'

import type { Span } from '../../lib/feed/recorded-spans.ts'
import { formatUtc } from '../../lib/view/format.ts'
import { actionWords } from '../../lib/view/words.ts'
import { analyticsOf } from '../shell/pages.ts'
import { useRoster, useView } from '../shell/use-screen.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import styles from './timeline.module.css'

/** They stay within the track. */
const halfToolsPx = 180

interface Props {
  picked: Span
  shareOf(atMs: number): number
  onClear(): void
}

/** A span that was dragged with Shift, and the way from it to analytics. */
export function PickedSpan({ picked, shareOf, onClear }: Props) {
  const view = useView()
  const { permissions } = useRoster()
  const within = (atMs: number) => Math.min(1, Math.max(0, shareOf(atMs)))
  const [from, to] = [within(picked.fromMs), within(picked.toMs)]
  const href = analyticsOf(view, {
    fromAt: new Date(picked.fromMs).toISOString(),
    toAt: new Date(picked.toMs).toISOString(),
  })
  return (
    <>
      <div
        className={styles.picked}
        style={{ insetInlineStart: `${from * 100}%`, inlineSize: `${(to - from) * 100}%` }}
        data-picked-span=""
      />
      <div
        className={styles.pickedTools}
        style={{ insetInlineStart: `clamp(${halfToolsPx}px, ${((from + to) / 2) * 100}%, 100% - ${halfToolsPx}px)` }}
      >
        <span className="number">{`${formatUtc(picked.fromMs)} to ${formatUtc(picked.toMs)}Z`}</span>
        {permissions.has('questions:ask') ? (
          <ButtonLink label={actionWords.analyse} icon="board" href={href}>
            {actionWords.analyse}
          </ButtonLink>
        ) : null}
        <Button label="Clear the span" icon="close" onPress={onClear} />
      </div>
    </>
  )
}
