/**
 * The vocabulary of the screen: each term once. What the system knows by code has its word here, and so has what several parts of
 * the screen name or say. Sentences of one component stay there. tests/words.test.ts finds a term that is written again.
 */
import type { PlatformType } from '../../schema/convoys.ts'
import type { BdaGrade, WeaponType } from '../../schema/engagements.ts'
import type { LeadershipReason, LeadershipState } from '../../schema/leadership.ts'
import type { QuestionGroup } from '../../schema/questions/question.ts'
import type { ReadStrategy, StoreKind, StoreState, StrategyEntity, WriteStrategy } from '../api/documents.generated.ts'
import type { ConvoyTrack, Freshness } from '../feed/feed.ts'

/** What a state means to a reader; each has a colour, a shape and a word of its own. `unknown`: our own link is cut. */
export type Tone = 'good' | 'watch' | 'bad' | 'busy' | 'quiet' | 'unknown'

/** Parts of the screen, as headings, buttons and help name them. */
export const partWords = {
  app: 'Convoy Tracker',
  map: 'Map',
  convoys: 'Convoys',
  archived: 'Archived convoys',
  drones: 'Drones',
  table: 'Table of drones',
  leaderboard: 'Leaderboard',
  timeline: 'Timeline',
  links: 'Peer links',
  layers: 'Layers',
  legend: 'Legend',
  keys: 'Keyboard shortcuts',
  status: 'Server status',
  pages: 'Pages',
} as const

/** The pages, as the navigation names them. */
export const pageWords = {
  live: 'Live',
  analytics: 'Analytics',
  status: 'Status',
} as const

/** Groups of questions to the lake, as the analytics page lists them. */
export const questionGroupWords: Record<QuestionGroup, string> = {
  mission: 'Missions and routes',
  engagements: 'Engagement patterns',
  leadership: 'Leadership changes',
  fleet: 'Readings and their delivery',
}

/** Parts of the analytics pages, as their links name them. */
export const analyticsWords = {
  questions: 'Questions',
  groups: 'Groups of questions',
  sql: 'SQL console',
} as const

/** What questions are narrowed by. */
export const filterWords = {
  time: 'Time span',
  convoyIds: partWords.convoys,
  droneIds: partWords.drones,
  weaponTypes: 'Weapon types',
} as const

/** What a reader can do, as buttons and help name it. */
export const actionWords = {
  search: 'Search convoys, drones, places',
  close: 'Close',
  explain: 'What do these marks mean?',
  manage: 'Manage',
  export: 'Export',
  follow: 'Follow',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  showFleet: 'All drones in view',
  measure: 'Measure range and bearing',
  night: 'Night theme',
  pause: 'Pause',
  play: 'Play',
  slower: 'Slower',
  faster: 'Faster',
  live: 'Back to live',
  cancel: 'Cancel',
  retry: 'Try again',
  analyse: 'Open in analytics',
  showOnMap: 'Show on the map at that time',
} as const

/** How the help groups keys. */
export const keyGroupWords = {
  find: 'Find',
  fleet: 'Convoys and drones',
  layers: partWords.layers,
  time: 'Time',
  screen: 'Screen',
} as const

/** What the screen is about. */
export const termWords = {
  convoy: 'Convoy',
  drone: 'Drone',
  callsign: 'Callsign',
  type: 'Type',
  state: 'State',
  leader: 'Leader',
  rival: 'Rival',
  term: 'Term',
  termInDoubt: 'Term in doubt',
  termInDoubtMeans:
    'A drone reports a term far above the others. It is applied once a majority of the reporting drones reports it.',
  heartbeat: 'Heartbeat',
  heartbeatAge: 'Time since the leader’s last heartbeat',
  accuracy: 'Accuracy',
  accuracyByWeapon: 'Accuracy by weapon',
  behind: 'Pts behind',
  streakMeans: 'Streak: consecutive hits (+) or misses (−)',
  pastMember: 'No longer in this convoy; its results here still count',
  picked: 'Picked',
  outOfService: 'Out of service',
} as const

/** Said in more than one place. */
export const phrases = {
  loading: 'Loading…',
  retrying: 'Retrying automatically.',
  noContact: 'No contact with the server',
  waitingForPicture: 'Waiting for the first picture.',
  noDrones: 'No drones yet',
  sendReadings: 'Send readings to /api/v1/telemetry, or start the simulator.',
  notRecorded: 'Nothing was recorded at this time',
  reconstructed: 'Reconstructed, not recorded live',
  writingPast: 'Writing the demo’s past',
  copied: 'Copied',
  copyRefused: 'The browser refused to copy',
} as const

/** `word` on panels, `onMap` beside a convoy's symbol. */
export const leadershipWords: Record<LeadershipState, { word: string; onMap: string; tone: Tone; means: string }> = {
  unknown: {
    word: 'No leader',
    onMap: 'no leader known',
    tone: 'quiet',
    means: 'No drone of this convoy has reported a leader yet.',
  },
  healthy: { word: 'Healthy', onMap: 'leader', tone: 'good', means: 'The leader’s heartbeats arrive on time.' },
  electing: { word: 'Electing', onMap: 'electing', tone: 'busy', means: 'The drones are electing a leader.' },
  suspect: {
    word: 'Suspect',
    onMap: 'leader suspect',
    tone: 'watch',
    means: 'Three heartbeats of the leader are missing.',
  },
  lost: { word: 'Leader lost', onMap: 'leader lost', tone: 'bad', means: 'Five heartbeats of the leader are missing.' },
  split_brain: {
    word: 'Split brain',
    onMap: 'split brain',
    tone: 'bad',
    means: 'Two drones claim to lead in the same term.',
  },
}

export const freshnessWords: Record<Freshness, { word: string; tone: Tone }> = {
  live: { word: 'Live', tone: 'good' },
  late: { word: 'Late', tone: 'watch' },
  lost: { word: 'Lost', tone: 'bad' },
  silent: { word: 'No report yet', tone: 'quiet' },
  unknown: { word: 'Unknown', tone: 'unknown' },
}

/** Of a convoy whose state this screen can't know. */
export const outOfContact = {
  word: freshnessWords.unknown.word,
  onMap: 'leader unknown',
  tone: 'unknown',
  means: 'No contact with the server: what is shown is what was last known.',
} as const

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
  doubt_ended: 'term no longer in doubt',
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

/** Of the badge that says how current the picture is. */
export const linkWords = {
  live: 'LIVE',
  behind: 'BEHIND',
  resynced: 'RESYNCED',
  dropped: 'DROPPED',
  offline: 'OFFLINE',
  connecting: 'CONNECTING',
  loading: 'LOADING',
  replay: 'REPLAY',
  unrecorded: 'NOT RECORDED',
} as const

/** By the suffix of a field's name. */
export const unitWords = { M: 'm', Deg: '°', Mps: 'm/s', Pct: '%', Ms: 'ms', C: '°C', V: 'V' } as const

export const storeStateWords: Record<StoreState, { word: string; tone: Tone }> = {
  UP: { word: 'Up', tone: 'good' },
  DOWN: { word: 'Down', tone: 'bad' },
}

export const storeKindWords: Record<StoreKind, string> = {
  STORE: 'system of record',
  CACHE: 'cache, rankings, bus',
}

export const entityWords: Record<StrategyEntity, { name: string; means: string }> = {
  ROUTE: { name: 'Routes', means: 'the waypoints of a drone' },
  RECENT_ENGAGEMENTS: { name: 'Recent engagements', means: 'the newest records of a drone' },
  LEADERBOARD: { name: 'Leaderboards', means: 'the current board of a convoy' },
}

export const readWords: Record<ReadStrategy, string> = {
  CACHE_ASIDE: 'cache-aside',
  READ_THROUGH: 'read-through',
  STORE_ONLY: 'store only',
}

export const writeWords: Record<WriteStrategy, string> = {
  WRITE_THROUGH: 'write-through',
  WRITE_AROUND: 'write-around',
}

/** The state of a convoy's leadership as this screen may say it: unknown without contact, loading before its first frame. */
export function leadershipWordsOf(convoy: Pick<ConvoyTrack, 'isKnown' | 'leadership'> | undefined) {
  if (!convoy) return { word: phrases.loading, tone: 'quiet', means: phrases.waitingForPicture } as const
  return convoy.isKnown ? leadershipWords[convoy.leadership.state] : outOfContact
}

/** The worst that is true of a convoy: its leadership, or drones that are lost. */
export function convoyWords(convoy: ConvoyTrack | undefined): { word: string; tone: Tone } {
  const state = leadershipWordsOf(convoy)
  const lost = convoy?.isKnown ? convoy.counts.lost : 0
  if (lost === 0) return state
  return { word: `${state.word}, ${lostWords(lost)}`, tone: 'bad' }
}

/** `2 drones lost` */
export const lostWords = (count: number): string => `${countOf(count, 'drone')} lost`

/** `1 drone`, `12 drones`. */
export const countOf = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`
export const moreOf = (count: number, word: string): string => countOf(count, `more ${word}`)
