'use client'

import type { Span } from '../../lib/feed/recorded-spans.ts'
import { formatUtc } from '../../lib/view/format.ts'
import { actionWords } from '../../lib/view/words.ts'
import type { Exported } from '../exports/exported.ts'
import { analyticsOf } from '../shell/pages.ts'
import { droneIdOf } from '../shell/selection.ts'
import { useRoster, useView } from '../shell/use-screen.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { lazyPart } from '../ui/lazy-part.tsx'
import styles from './timeline.module.css'

const ExportButton = lazyPart(() => import('../exports/export-button.tsx').then((module) => module.ExportButton))

/** They stay within the track. */
const halfToolsPx = 230

interface Props {
  picked: Span
  shareOf(atMs: number): number
  onClear(): void
}

/** A span that was dragged with Shift, and the ways from it: to analytics, and to a file of the selected drone or convoy. */
export function PickedSpan({ picked, shareOf, onClear }: Props) {
  const view = useView()
  const { permissions } = useRoster()
  const selected = useSelected()
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
        data-picked-tools=""
        className={styles.pickedTools}
        style={{ insetInlineStart: `clamp(${halfToolsPx}px, ${((from + to) / 2) * 100}%, 100% - ${halfToolsPx}px)` }}
      >
        <span className="number">{`${formatUtc(picked.fromMs)} to ${formatUtc(picked.toMs)}Z`}</span>
        {permissions.has('questions:ask') ? (
          <ButtonLink label={actionWords.analyse} icon="board" href={href}>
            {actionWords.analyse}
          </ButtonLink>
        ) : null}
        {selected ? <ExportButton key={`${picked.fromMs} ${picked.toMs}`} of={selected} span={picked} /> : null}
        <Button label="Clear the span" icon="close" onPress={onClear} />
      </div>
    </>
  )
}

function useSelected(): Exported | null {
  const { selection, convoyId } = useView()
  const { drones, convoys } = useRoster()
  const droneId = droneIdOf(selection)
  const drone = droneId && drones.get(droneId)
  if (drone) return { callsign: drone.callsign, convoyId: null, drones: [drone] }
  return (convoyId && convoys.get(convoyId)) || null
}
