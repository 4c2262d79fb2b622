/** Columns and values of an answer as a reader sees them. */
import { formatCount, formatUtcInstant, unknown } from '../../lib/view/format.ts'
import { platformWords, reasonWords, weaponWords } from '../../lib/view/words.ts'
import type { QuestionColumn } from '../../schema/questions/question.ts'

const unitEndings = ['Mps', 'Pct', 'Deg', 'Ms', 'At', 'M', 'S']
const special: Readonly<Record<string, string>> = {
  fuelPctPer100Km: 'Fuel use',
  readingsPerS: 'Rate of readings',
  receivedPerS: 'Rate received',
  wilsonLowPct: 'Accuracy from',
  wilsonHighPct: 'Accuracy to',
  engagedAt: 'Engaged at',
  isOngoing: 'Ongoing',
}

/** `distanceM` → `Distance`: the unit stands beside it. */
export function columnName(name: string): string {
  const named = Object.hasOwn(special, name) ? special[name] : undefined
  if (named) return named
  const ending = unitEndings.find((end) => name.length > end.length && name.endsWith(end))
  const plain = ending ? name.slice(0, -ending.length) : name
  const words = plain.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** `Distance, m` */
export const columnLabel = (name: string, unit: string | null): string =>
  unit === null ? columnName(name) : `${columnName(name)}, ${unit}`

const codes: Readonly<Record<string, string>> = { ...weaponWords, ...platformWords, ...reasonWords }
/** Codes of these columns have words. */
const coded = new Set(['weaponType', 'platformType', 'reason'])

/** A value as text, without its unit. Ids are shortened: links have them whole. */
export function formatValue(name: string, { type }: Pick<QuestionColumn, 'type'>, value: unknown): string {
  if (value === null || value === undefined) return unknown
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return type === 'instant' ? formatUtcInstant(value) : formatFigure(value, type)
  const text = String(value)
  if (coded.has(name)) return Object.hasOwn(codes, text) ? (codes[text] ?? text) : text
  return type === 'uuid' ? text.slice(0, 8) : text
}

/** Three digits that count, never fewer than the whole number has. */
function formatFigure(value: number, type: string): string {
  if (type === 'integer' || Math.abs(value) >= 1_000) return signed(value, formatCount(Math.abs(value)))
  return signed(value, String(Number(Math.abs(value).toPrecision(Math.abs(value) < 100 ? 3 : 4))))
}
const signed = (value: number, text: string) => (value < 0 ? `−${text}` : text)

/** Numbers are set right and in figures of one width. */
export const isNumeric = ({ type }: Pick<QuestionColumn, 'type'>): boolean =>
  type === 'integer' || type === 'number' || type === 'instant'
