'use client'

import { filterWords, weaponWords } from '../../lib/view/words.ts'
import { weaponTypes } from '../../schema/engagements.ts'
import type { ConvoyId } from '../../schema/ids.ts'
import { useRoster } from '../shell/use-screen.ts'
import { Button } from '../ui/button.tsx'
import type { AnalyticsState } from './analytics-state.ts'
import { FilterList } from './filter-list.tsx'
import styles from './filters.module.css'
import { SpanFilter } from './span-filter.tsx'

interface Props {
  state: AnalyticsState
  nowMs: number
  /** Where a span of the last hours ends, when that is not now. */
  until: string | null
  onChange(patch: Partial<AnalyticsState>): void
  onRefresh(): void
}

const weapons = weaponTypes.map((value) => ({ value, text: weaponWords[value] }))

/** What all questions of the page are narrowed by. Another choice of convoys keeps only their drones. */
export function Filters({ state, nowMs, until, onChange, onRefresh }: Props) {
  const roster = useRoster()
  const convoys = roster.list.map(({ convoyId, callsign }) => ({ value: convoyId, text: callsign }))
  const chosen = roster.list.filter(
    ({ convoyId }) => state.convoyIds.length === 0 || state.convoyIds.includes(convoyId),
  )
  const drones = chosen.flatMap((convoy) =>
    convoy.drones.map(({ droneId, callsign }) => ({ value: droneId, text: callsign })),
  )
  const pickConvoys = (convoyIds: readonly ConvoyId[]) => {
    const isKept = (convoyId: ConvoyId | undefined) =>
      convoyIds.length === 0 || convoyId === undefined || convoyIds.includes(convoyId)
    const droneIds = state.droneIds.filter((droneId) => isKept(roster.drones.get(droneId)?.convoyId))
    onChange({ convoyIds, droneIds })
  }
  return (
    <div className={styles.filters}>
      <SpanFilter span={state.span} nowMs={nowMs} onSpan={(span) => onChange({ span })} />
      {until === null ? null : <p className={styles.until}>{until}</p>}
      <FilterList label={filterWords.convoyIds} options={convoys} picked={state.convoyIds} onPick={pickConvoys} />
      <FilterList
        label={filterWords.droneIds}
        options={drones}
        picked={state.droneIds}
        onPick={(droneIds) => onChange({ droneIds })}
      />
      <FilterList
        label={filterWords.weaponTypes}
        options={weapons}
        picked={state.weaponTypes}
        onPick={(types) => onChange({ weaponTypes: types })}
      />
      <Button label="Ask all questions again" icon="replay" onPress={onRefresh}>
        Refresh
      </Button>
    </div>
  )
}
