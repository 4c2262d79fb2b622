'use client'

import { use } from 'react'
import { selectConvoy } from '../shell/actions.ts'
import { SizeContext, useNowMs, usePicture, useRoster, useScreen, useView } from '../shell/use-screen.ts'
import { Notice } from '../ui/notice.tsx'
import { Panel, type PanelActions } from '../ui/panel.tsx'
import { ConvoyCard } from './convoy-card.tsx'
import { LinkPanel } from './link-panel.tsx'

/** Every convoy with its leader and how sure we are of it. */
export function ConvoyList({ onClose, onExplain }: PanelActions) {
  const screen = useScreen()
  const roster = useRoster()
  const { selectedConvoyId } = useView()
  const size = use(SizeContext)
  const nowMs = useNowMs('fast')
  const picture = usePicture()
  return (
    <Panel
      id="convoys"
      label="Convoys"
      title="Convoys"
      aside={<span className="number">{roster.state === 'ready' ? roster.list.length : ''}</span>}
      onClose={onClose}
      onExplain={onExplain}
      closeLabel="Fold convoys"
      closeHint="c"
      closeIcon={size === 'phone' ? 'close' : 'unfold'}
    >
      <ul>
        {roster.list.map((convoy) => (
          <ConvoyCard
            key={convoy.convoyId}
            convoy={convoy}
            track={picture.convoys.get(convoy.convoyId)}
            nowMs={nowMs}
            selected={convoy.convoyId === selectedConvoyId}
            onSelect={() => selectConvoy(screen, convoy.convoyId)}
          />
        ))}
      </ul>
      <ListState count={roster.list.length} state={roster.state} failure={roster.failure} />
      {selectedConvoyId && roster.convoys.has(selectedConvoyId) ? <LinkPanel convoyId={selectedConvoyId} /> : null}
    </Panel>
  )
}

function ListState({ count, state, failure }: { count: number; state: 'loading' | 'ready'; failure: string | null }) {
  if (failure !== null)
    return (
      <Notice tone="bad" title={count > 0 ? 'The list may be old' : 'The list can’t be loaded'}>
        {`${failure}. Retrying automatically.`}
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
