'use client'

import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, use, useRef, useState } from 'react'
import {
  type FleetFilter,
  type FleetOrder,
  type FleetRow,
  filterRows,
  fleetColumns,
  fleetRows,
  sortRows,
} from '../../lib/view/fleet-table.ts'
import { formatCount } from '../../lib/view/format.ts'
import { partWords, phrases } from '../../lib/view/words.ts'
import { selectDrone } from '../shell/actions.ts'
import { droneIdOf } from '../shell/selection.ts'
import { SizeContext, useCursorMs, usePicture, useRoster, useScreen, useView } from '../shell/use-screen.ts'
import { maxPickedDrones } from '../shell/view-state.ts'
import { Notice } from '../ui/notice.tsx'
import { Panel, type PanelFrame } from '../ui/panel.tsx'
import styles from './drone-table.module.css'
import { TableHead } from './table-head.tsx'
import { TableRow } from './table-row.tsx'
import { TableTools } from './table-tools.tsx'
import { useCutEdge } from './use-cut-edge.ts'

const rowHeightPx = 32

/** Every drone, a row each: sorted, filtered and picked. The selection is the map's own. */
export function DroneTable(frame: PanelFrame) {
  const screen = useScreen()
  const roster = useRoster()
  const size = use(SizeContext)
  const { selection, pickedDroneIds } = useView()
  const selectedDroneId = droneIdOf(selection)
  const nowMs = useCursorMs('slow')
  const [order, setOrder] = useState<FleetOrder>({ column: 'callsign', isDescending: false })
  const [filter, setFilter] = useState<FleetFilter>({ query: '', freshness: null })
  const scroller = useRef<HTMLDivElement>(null)
  const isCut = useCutEdge(scroller)
  const all = fleetRows(usePicture(), roster, nowMs)
  const rows = sortRows(filterRows(all, filter), order)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx,
    overscan: 8,
  })
  const items = virtual.getVirtualItems()
  const picked = new Set(pickedDroneIds)
  const pick = (droneIds: readonly FleetRow['droneId'][]) =>
    screen.view.change({ pickedDroneIds: droneIds.slice(0, maxPickedDrones) })
  const toggle = ({ droneId }: FleetRow) =>
    pick(picked.has(droneId) ? pickedDroneIds.filter((id) => id !== droneId) : [...pickedDroneIds, droneId])

  /** Arrows go from row to row, also to one that is not drawn yet. */
  const step = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key]
    const from = (event.target as HTMLElement).closest('tr')?.getAttribute('data-index')
    if (by === undefined || from == null) return
    event.preventDefault()
    const index = Math.max(0, Math.min(rows.length - 1, Number(from) + by))
    virtual.scrollToIndex(index)
    requestAnimationFrame(() => {
      scroller.current?.querySelector<HTMLElement>(`tr[data-index="${index}"] button`)?.focus()
    })
  }

  return (
    <Panel
      {...frame}
      label={partWords.drones}
      title={partWords.drones}
      aside={
        <span className="number">
          {rows.length === all.length
            ? formatCount(all.length)
            : `${formatCount(rows.length)} of ${formatCount(all.length)}`}
        </span>
      }
      closeLabel="Close table"
      fill
    >
      <TableTools filter={filter} onFilter={setFilter} rows={rows} picked={picked} onPick={pick} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the buttons inside */}
      <div ref={scroller} className={styles.scroller} data-cut={isCut} onKeyDown={step}>
        <table className={styles.table} aria-rowcount={rows.length + 1}>
          <TableHead order={order} onOrder={setOrder} />
          <tbody>
            <Gap heightPx={items[0]?.start ?? 0} />
            {items.map((item) => {
              const row = rows[item.index]
              return row ? (
                <TableRow
                  key={row.droneId}
                  row={row}
                  index={item.index}
                  selected={row.droneId === selectedDroneId}
                  picked={picked.has(row.droneId)}
                  onSelect={() => selectDrone(screen, row.droneId, size)}
                  onPick={() => toggle(row)}
                />
              ) : null
            })}
            <Gap heightPx={virtual.getTotalSize() - (items.at(-1)?.end ?? 0)} />
          </tbody>
        </table>
        {rows.length === 0 ? <NoRows known={all.length} loading={roster.state === 'loading'} /> : null}
      </div>
    </Panel>
  )
}

/** Stands for the rows above and below what is drawn. */
function Gap({ heightPx }: { heightPx: number }) {
  if (heightPx <= 0) return null
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it takes the focus
    <tr aria-hidden="true">
      <td colSpan={fleetColumns.length + 2} style={{ height: heightPx, padding: 0 }} />
    </tr>
  )
}

function NoRows({ known, loading }: { known: number; loading: boolean }) {
  if (loading) return <Notice tone="busy" title="Loading drones…" />
  return known === 0 ? (
    <Notice tone="quiet" title={phrases.noDrones}>
      {phrases.sendReadings}
    </Notice>
  ) : (
    <Notice tone="quiet" title="No drone matches the filter">
      Try part of a callsign, or choose another state.
    </Notice>
  )
}
