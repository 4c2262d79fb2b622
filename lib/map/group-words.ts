import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import type { LeadershipState } from '../../schema/leadership.ts'
import type { ConvoyGroup } from './convoy-groups.ts'

interface Names {
  convoys: ReadonlyMap<ConvoyId, { callsign: string }>
  drones: ReadonlyMap<DroneId, { callsign: string }>
}

export interface GroupWords {
  title: string
  second: string
  tone: 'leader' | 'watch' | 'bad' | 'text2'
}

const troubles: Partial<Record<LeadershipState, Omit<GroupWords, 'title'>>> = {
  unknown: { second: 'no leader known', tone: 'text2' },
  electing: { second: 'electing', tone: 'watch' },
  suspect: { second: 'leader suspect', tone: 'watch' },
  lost: { second: 'leader lost', tone: 'bad' },
  split_brain: { second: 'split brain', tone: 'bad' },
}

/** What stands beside a convoy's symbol: its callsign, and its leader with the term, or what is the matter. */
export function groupWords({ convoyId, leadership, isKnown }: ConvoyGroup, names: Names): GroupWords {
  const title = names.convoys.get(convoyId)?.callsign ?? convoyId.slice(0, 8)
  const trouble = troubles[leadership.state]
  const leader = leadership.leaderId && names.drones.get(leadership.leaderId)?.callsign
  const term = leadership.term > 0 ? ` T${leadership.term}` : ''
  if (!isKnown) return { title, second: 'leader unknown', tone: 'text2' }
  if (trouble)
    return { title, second: `${trouble.second}${leadership.state === 'unknown' ? '' : term}`, tone: trouble.tone }
  return { title, second: leader ? `★ ${leader}${term}` : `leader${term}`, tone: 'leader' }
}
