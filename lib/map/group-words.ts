import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import type { LeadershipState } from '../../schema/leadership.ts'
import { leadershipWords, outOfContact } from '../view/words.ts'
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

const alertTones: Partial<Record<LeadershipState, GroupWords['tone']>> = {
  unknown: 'text2',
  electing: 'watch',
  suspect: 'watch',
  lost: 'bad',
  split_brain: 'bad',
}

/** The text beside a convoy's symbol: its callsign, and its leader with the term, or the leadership problem. */
export function groupWords({ convoyId, leadership, isKnown }: ConvoyGroup, names: Names): GroupWords {
  const title = names.convoys.get(convoyId)?.callsign ?? convoyId.slice(0, 8)
  const tone = alertTones[leadership.state]
  const { onMap } = leadershipWords[leadership.state]
  const leader = leadership.leaderId && names.drones.get(leadership.leaderId)?.callsign
  const term = leadership.term > 0 ? ` T${leadership.term}` : ''
  if (!isKnown) return { title, second: outOfContact.onMap, tone: 'text2' }
  if (tone) return { title, second: `${onMap}${leadership.state === 'unknown' ? '' : term}`, tone }
  return { title, second: `${leader ? `★ ${leader}` : onMap}${term}`, tone: 'leader' }
}
