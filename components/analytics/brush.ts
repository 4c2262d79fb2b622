/** What a reader picks in one chart by dragging, and what it filters in the others. */
import { parseRfc3339 } from '../../lib/time/rfc3339.ts'
import { weaponTypes } from '../../schema/engagements.ts'
import { isUuid } from '../../schema/ids.ts'
import { type QuestionName, questionNames, questions } from '../../schema/questions.ts'
import type { Row } from './rows.ts'

type ListName = 'convoyIds' | 'droneIds' | 'weaponTypes'
export type Picked = { kind: 'time'; fromMs: number; toMs: number } | { kind: ListName; values: readonly string[] }

export interface Brush {
  /** The question whose chart was brushed: that chart itself stays unfiltered. */
  of: QuestionName
  picked: Picked
}

/** What a chart's brush picks: its axis, the kind of values on it, and the column that has them. Null: it has no brush. */
export interface Brushable {
  axis: 'x' | 'y'
  kind: Picked['kind']
  column: string
}

/** As many ids as fit into an address. */
const mostPicked = 100

const lists: Readonly<Record<string, { kind: ListName; column: string }>> = {
  droneCallsign: { kind: 'droneIds', column: 'droneId' },
  leaderCallsign: { kind: 'droneIds', column: 'leaderId' },
  convoyCallsign: { kind: 'convoyIds', column: 'convoyId' },
  weaponType: { kind: 'weaponTypes', column: 'weaponType' },
}

/** Bars lie: their names are on the vertical axis. */
export function brushableOf(name: QuestionName): Brushable | null {
  const { chart, columns } = questions[name]
  if ((columns as Record<string, { type: string }>)[chart.x]?.type === 'instant')
    return { axis: 'x', kind: 'time', column: chart.x }
  const list = lists[chart.x]
  return list ? { axis: 'y', ...list } : null
}

/** The values of the rows that lie within a brush along a list; null for none, or for as good as all. */
export function pickedOf({ kind, column }: Brushable, picked: readonly Row[], all: number): Picked | null {
  if (kind === 'time') return null
  const values = [...new Set(picked.map((row) => row[column]).filter((value) => typeof value === 'string'))]
  if (values.length === 0 || values.length > mostPicked || picked.length === all) return null
  return { kind, values }
}

/** `readings-per-second~2026-11-28T10:00:00.000Z~2026-11-28T11:00:00.000Z` or `distance~droneIds~…,…`. */
export const printBrush = ({ of, picked }: Brush): string =>
  picked.kind === 'time'
    ? `${of}~${new Date(picked.fromMs).toISOString()}~${new Date(picked.toMs).toISOString()}`
    : `${of}~${picked.kind}~${picked.values.join(',')}`

export function parseBrush(text: string | null): Brush | null {
  const [name, first = '', second = ''] = (text ?? '').split('~')
  const of = questionNames.find((known) => known === name)
  const kind = of && brushableOf(of)?.kind
  if (!of || !kind) return null
  if (kind === 'time') {
    const [fromMs, toMs] = [parseRfc3339(first), parseRfc3339(second)]
    return fromMs !== null && toMs !== null && fromMs < toMs ? { of, picked: { kind, fromMs, toMs } } : null
  }
  const isKnown = (value: string) =>
    kind === 'weaponTypes' ? (weaponTypes as readonly string[]).includes(value) : isUuid(value)
  const values = [...new Set(second.split(',').filter(isKnown))].slice(0, mostPicked)
  return first === kind && values.length > 0 ? { of, picked: { kind, values } } : null
}
