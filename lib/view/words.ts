/** The words that the screen uses for what the system knows by code. */

import type { PlatformType } from '../../schema/convoys.ts'
import type { BdaGrade, WeaponType } from '../../schema/engagements.ts'
import type { LeadershipReason, LeadershipState } from '../../schema/leadership.ts'
import type { ConvoyTrack, Freshness } from '../feed/feed.ts'

/** What a state means to a reader; each has a colour, a shape and a word of its own. `unknown`: our own link is cut. */
export type Tone = 'good' | 'watch' | 'bad' | 'busy' | 'quiet' | 'unknown'

export const leadershipWords: Record<LeadershipState, { word: string; tone: Tone; means: string }> = {
  unknown: { word: 'No leader', tone: 'quiet', means: 'No drone of this convoy has reported a leader yet.' },
  healthy: { word: 'Healthy', tone: 'good', means: 'The leader gives proof of life in time.' },
  electing: { word: 'Electing', tone: 'busy', means: 'The drones are electing a leader.' },
  suspect: { word: 'Suspect', tone: 'watch', means: 'Three heartbeats of the leader are missing.' },
  lost: { word: 'Leader lost', tone: 'bad', means: 'Five heartbeats of the leader are missing.' },
  split_brain: { word: 'Split brain', tone: 'bad', means: 'Two drones claim to lead in the same term.' },
}

const outOfContact = {
  word: 'Unknown',
  tone: 'unknown',
  means: 'No contact with the server: what is shown is what was last known.',
} as const

/** The state of a convoy's leadership as this screen may say it: unknown without contact, loading before its first frame. */
export function leadershipWordsOf(convoy: Pick<ConvoyTrack, 'isKnown' | 'leadership'> | undefined) {
  if (!convoy)
    return { word: 'Loading…', tone: 'quiet', means: 'The first picture of this convoy is on its way.' } as const
  return convoy.isKnown ? leadershipWords[convoy.leadership.state] : outOfContact
}

/** The worst that is true of a convoy: its leadership, or drones that are lost. */
export function convoyWords(convoy: ConvoyTrack | undefined): { word: string; tone: Tone } {
  const state = leadershipWordsOf(convoy)
  const lost = convoy?.isKnown ? convoy.counts.lost : 0
  if (lost === 0) return state
  return { word: `${state.word}, ${countOf(lost, 'drone')} lost`, tone: 'bad' }
}

export const freshnessWords: Record<Freshness, { word: string; tone: Tone }> = {
  live: { word: 'Live', tone: 'good' },
  late: { word: 'Late', tone: 'watch' },
  lost: { word: 'Lost', tone: 'bad' },
  silent: { word: 'No report yet', tone: 'quiet' },
  unknown: { word: 'Unknown', tone: 'unknown' },
}

export const reasonWords: Record<LeadershipReason, string> = {
  first_report: 'first leader seen',
  higher_term: 'leader of a higher term',
  election_started: 'election started',
  elected: 'elected',
  heartbeat_resumed: 'heartbeat resumed',
  heartbeat_late: 'heartbeat late',
  heartbeat_lost: 'heartbeat lost',
  two_leaders: 'two leaders in one term',
  split_resolved: 'split brain resolved',
  term_doubted: 'term in doubt',
  doubt_ended: 'no term in doubt any more',
  terms_restarted: 'elections restarted from a lower term',
  reset: 'leadership reset by an operator',
}

export const platformWords: Record<PlatformType, string> = {
  MQ9_REAPER: 'MQ-9 Reaper',
  MQ1C_GRAY_EAGLE: 'MQ-1C Gray Eagle',
  RQ7_SHADOW: 'RQ-7 Shadow',
  RQ21_BLACKJACK: 'RQ-21 Blackjack',
  UNKNOWN: 'Type not known',
}

export const weaponWords: Record<WeaponType, string> = {
  AGM114_HELLFIRE: 'AGM-114 Hellfire',
  GBU12_PAVEWAY: 'GBU-12 Paveway',
  GBU38_JDAM: 'GBU-38 JDAM',
  AGM176_GRIFFIN: 'AGM-176 Griffin',
  GBU44_VIPER_STRIKE: 'GBU-44 Viper Strike',
  NONE: 'No weapon',
}

export const bdaWords: Record<BdaGrade, string> = {
  DESTROYED: 'destroyed',
  DAMAGED: 'damaged',
  NO_EFFECT: 'no effect',
  UNKNOWN: 'not assessed',
}

/** `1 drone`, `12 drones`. */
export const moreOf = (count: number, word: string): string => countOf(count, `more ${word}`)
export const countOf = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`
