'use client'

import { use, useRef, useState } from 'react'
import { moreOf, partWords, phrases } from '../../lib/view/words.ts'
import type { ConvoyId } from '../../schema/ids.ts'
import { selectConvoy } from '../shell/actions.ts'
import { SizeContext, useCursorMs, usePicture, useRoster, useScreen, useView } from '../shell/use-screen.ts'
import { Button } from '../ui/button.tsx'
import { lazyPart } from '../ui/lazy-part.tsx'
import { Notice } from '../ui/notice.tsx'
import { Panel, type PanelFrame } from '../ui/panel.tsx'
import { useHiddenCount } from '../ui/use-hidden-count.ts'
import whole from '../ui/whole-rows.module.css'
import styles from './convoy-card.module.css'
import { ConvoyCard } from './convoy-card.tsx'
import { LinkPanel } from './link-panel.tsx'
import { UnnamedConvoy } from './unnamed-convoy.tsx'

const ArchiveSheet = lazyPart(() => import('../manage/archive-sheet.tsx').then((module) => module.ArchiveSheet))
const ConvoySheet = lazyPart(() => import('../manage/convoy-sheet.tsx').then((module) => module.ConvoySheet))

/** Every convoy with its leader and how sure we are of it. */
export function ConvoyList(frame: PanelFrame) {
  const screen = useScreen()
  const roster = useRoster()
  const { convoyId: selectedConvoyId, kiosk } = useView()
  const size = use(SizeContext)
  const nowMs = useCursorMs('fast')
  const picture = usePicture()
  const [managed, setManaged] = useState<ConvoyId | 'archive' | null>(null)
  const { permissions } = roster
  const mayManage = !kiosk && (permissions.has('convoys:write') || permissions.has('leadership:reset'))
  const unnamed =
    roster.state === 'ready'
      ? [...picture.convoys.values()].filter(({ convoyId }) => !roster.convoys.has(convoyId))
      : []
  const list = useRef<HTMLUListElement>(null)
  const count = roster.list.length + unnamed.length
  const hiddenCount = useHiddenCount(list, count)
  const convoy = managed && managed !== 'archive' ? roster.convoys.get(managed) : undefined
  return (
    <Panel
      {...frame}
      label={partWords.convoys}
      title={partWords.convoys}
      aside={<span className="number">{roster.state === 'ready' ? count : ''}</span>}
      closeLabel="Fold convoys"
      closeIcon={size === 'phone' ? 'close' : 'unfold'}
      fill={size === 'wall'}
    >
      <ul ref={list} className={`${styles.list} ${whole.list}`} data-cut={hiddenCount > 0}>
        {roster.list.map((convoy) => (
          <ConvoyCard
            key={convoy.convoyId}
            convoy={convoy}
            track={picture.convoys.get(convoy.convoyId)}
            nowMs={nowMs}
            selected={convoy.convoyId === selectedConvoyId}
            onSelect={() => selectConvoy(screen, convoy.convoyId)}
            onManage={mayManage ? () => setManaged(convoy.convoyId) : null}
          />
        ))}
        {unnamed.map((track) => (
          <UnnamedConvoy key={track.convoyId} track={track} />
        ))}
      </ul>
      {hiddenCount > 0 ? <p className={whole.more}>{moreOf(hiddenCount, 'convoy')}</p> : null}
      <ListState count={count} state={roster.state} failure={roster.failure} />
      {selectedConvoyId && size !== 'wall' && roster.convoys.has(selectedConvoyId) ? (
        <LinkPanel convoyId={selectedConvoyId} />
      ) : null}
      {roster.archived.length > 0 && !kiosk ? (
        <div className={styles.foot}>
          <Button label={partWords.archived} icon="convoys" onPress={() => setManaged('archive')}>
            {`${partWords.archived} (${roster.archived.length})`}
          </Button>
        </div>
      ) : null}
      {convoy ? <ConvoySheet convoy={convoy} onClose={() => setManaged(null)} /> : null}
      {managed === 'archive' ? <ArchiveSheet onClose={() => setManaged(null)} /> : null}
    </Panel>
  )
}

function ListState({ count, state, failure }: { count: number; state: 'loading' | 'ready'; failure: string | null }) {
  if (failure !== null)
    return (
      <Notice tone="bad" title={count > 0 ? 'The list may be old' : 'The list can’t be loaded'}>
        {`${failure}. ${phrases.retrying}`}
      </Notice>
    )
  if (state === 'loading') return <Notice tone="busy" title="Loading convoys…" />
  if (count > 0) return null
  return (
    <Notice tone="quiet" title="No convoys yet">
      Make one with the <code>createConvoy</code> mutation, or start the simulator.
    </Notice>
  )
}
