/** What the analytics page asks about, and its spelling in the URL: unknown values are ignored, defaults are not printed. */
import { parseRfc3339 } from '../../lib/time/rfc3339.ts'
import { type WeaponType, weaponTypes } from '../../schema/engagements.ts'
import { type ConvoyId, type DroneId, parseId } from '../../schema/ids.ts'
import { type QuestionGroup, questionGroups } from '../../schema/questions/question.ts'
import { type Brush, parseBrush, printBrush } from './brush.ts'
import { parseSettings, printSettings, type Settings } from './settings.ts'

/** `last`: so many hours before the time cursor. `fixed`: half-open. */
export type AskedSpan = { kind: 'last'; hours: number } | { kind: 'fixed'; fromMs: number; toMs: number }

export interface AnalyticsState {
  group: QuestionGroup
  span: AskedSpan
  /** Empty lists stand for all. */
  convoyIds: readonly ConvoyId[]
  droneIds: readonly DroneId[]
  weaponTypes: readonly WeaponType[]
  settings: Settings
  /** What is picked in one chart and filters the others. */
  brush: Brush | null
}

/** The spans that one press chooses. */
export const lastHours = [1, 6, 24, 168, 720] as const
const defaultHours = 24
const mostHours = 24 * 366
/** Of each kind: more, with what is brushed, would not fit into an address of 16 KB with its headers. */
export const mostListed = 120

export const defaultState: AnalyticsState = {
  group: questionGroups[0],
  span: { kind: 'last', hours: defaultHours },
  convoyIds: [],
  droneIds: [],
  weaponTypes: [],
  settings: {},
  brush: null,
}

const ownKeys = ['group', 'last', 'fromAt', 'toAt', 'convoyIds', 'droneIds', 'weaponTypes', 'set', 'brush'] as const

/** Reads `?group=fleet&last=6`, or `fromAt=…&toAt=…` (RFC 3339), and `convoyIds=…,…&droneIds=…&weaponTypes=…&set=…&brush=…`. */
export function parseAnalytics(search: URLSearchParams): AnalyticsState {
  const listed = <T>(key: string, parse: (text: string) => T | null): T[] => {
    const values = (search.get(key) ?? '').split(',').map(parse)
    return [...new Set(values.filter((value) => value !== null))].slice(0, mostListed)
  }
  return {
    group: questionGroups.find((group) => group === search.get('group')) ?? defaultState.group,
    span: parseSpan(search),
    convoyIds: listed('convoyIds', parseId<ConvoyId>),
    droneIds: listed('droneIds', parseId<DroneId>),
    weaponTypes: listed('weaponTypes', (text) => weaponTypes.find((type) => type === text) ?? null),
    settings: parseSettings(search.get('set')),
    brush: parseBrush(search.get('brush')),
  }
}

/** The query of a URL with this state in place of the one it had, `''` or with its `?`; what is not of this page stays. */
export function replaceAnalytics(search: string, state: AnalyticsState): string {
  const others = [...new URLSearchParams(search)].filter(([key]) => !(ownKeys as readonly string[]).includes(key))
  const { group, span } = state
  const own: [string, string | null][] = [
    ['group', group === defaultState.group ? null : group],
    ['last', span.kind === 'last' && span.hours !== defaultHours ? String(span.hours) : null],
    ['fromAt', span.kind === 'fixed' ? new Date(span.fromMs).toISOString() : null],
    ['toAt', span.kind === 'fixed' ? new Date(span.toMs).toISOString() : null],
    ['convoyIds', state.convoyIds.join(',') || null],
    ['droneIds', state.droneIds.join(',') || null],
    ['weaponTypes', state.weaponTypes.join(',') || null],
    ['set', printSettings(state.settings) || null],
    ['brush', state.brush && printBrush(state.brush)],
  ]
  const printed = [...others, ...own].flatMap(([key, value]) =>
    value === null ? [] : [value === '' ? key : `${key}=${encodeURIComponent(value).replaceAll('%2C', ',')}`],
  )
  return printed.length === 0 ? '' : `?${printed.join('&')}`
}

function parseSpan(search: URLSearchParams): AskedSpan {
  const [fromMs, toMs] = [parseRfc3339(search.get('fromAt') ?? ''), parseRfc3339(search.get('toAt') ?? '')]
  if (fromMs !== null && toMs !== null && fromMs < toMs) return { kind: 'fixed', fromMs, toMs }
  const hours = /^\d{1,5}$/.test(search.get('last') ?? '') ? Number(search.get('last')) : defaultHours
  return { kind: 'last', hours: hours >= 1 && hours <= mostHours ? hours : defaultHours }
}
