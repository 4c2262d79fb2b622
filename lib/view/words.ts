/** The words that the screen uses for what the system knows by code. */

import type { PlatformType } from '../../schema/convoys.ts'
import type { BdaGrade, WeaponType } from '../../schema/engagements.ts'
import type { LeadershipReason, LeadershipState } from '../../schema/leadership.ts'
import type { Freshness } from '../feed/freshness.ts'

/** What a state means to a reader; each has a colour, a shape and a word of its own. */
export type Tone = 'good' | 'watch' | 'bad' | 'busy' | 'quiet'

export const leadershipWords: Record<LeadershipState, { word: string; tone: Tone; means: string }> = {
  unknown: { word: 'No leader', tone: 'quiet', means: 'No drone of this convoy has reported a leader yet.' },
  healthy: { word: 'Healthy', tone: 'good', means: 'The leader gives proof of life in time.' },
  electing: { word: 'Electing', tone: 'busy', means: 'The drones are electing a leader.' },
  suspect: { word: 'Suspect', tone: 'watch', means: 'Three heartbeats of the leader are missing.' },
  lost: { word: 'Leader lost', tone: 'bad', means: 'Five heartbeats of the leader are missing.' },
  split_brain: { word: 'Split brain', tone: 'bad', means: 'Two drones claim to lead in the same term.' },
}

export const freshnessWords: Record<Freshness, { word: string; tone: Tone }> = {
  live: { word: 'Live', tone: 'good' },
  late: { word: 'Late', tone: 'watch' },
  lost: { word: 'Lost', tone: 'bad' },
  silent: { word: 'No report yet', tone: 'quiet' },
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
export const countOf = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`
