/** What an answer covers, how old it is, and what was left out: said with every chart. */
import { formatAge, formatCount, formatUtcDate, formatUtcInstant } from '../../lib/view/format.ts'
import { filterWords } from '../../lib/view/words.ts'
import { type QuestionName, questions } from '../../schema/questions.ts'
import type { Picked } from './brush.ts'
import type { Answer } from './rows.ts'

const counted = { minutes: 'Minutes', hours: 'Hours', events: 'Events' } as const

/** `Minutes from 2026-11-27 12:00 to 2026-11-28 12:00 UTC.` */
export function coverageOf(name: QuestionName, { parameters }: Pick<Answer, 'parameters'>): string | null {
  const span = spanOf({ parameters })
  if (!span) return null
  return `${counted[questions[name].covers]} from ${minuteOf(span[0])} to ${minuteOf(span[1])} UTC.`
}

/** `Lake as of 12:00:05Z, 34 s ago.` `nowMs` by the server's clock. */
export function ageOf({ lakeAsOf }: Pick<Answer, 'lakeAsOf'>, nowMs: number): string {
  if (lakeAsOf === null) return 'Nothing was exported to the lake yet.'
  const asOfMs = Date.parse(lakeAsOf)
  return `Readings received until ${formatUtcInstant(asOfMs)} are counted: ${formatAge(nowMs - asOfMs)} ago.`
}

/** What a reader must know before trusting a chart; empty: all was measured and all is there. */
export function caveatsOf(
  answer: Pick<Answer, 'sampled' | 'isTruncated' | 'rows'>,
  ignored: readonly Picked['kind'][],
  unplaced: number,
): string[] {
  const { sampled, isTruncated, rows } = answer
  return [
    sampled ? `Sampled: one minute of every ${sampled.everyMinutes} was measured.` : null,
    isTruncated
      ? `Cut: only the first ${formatCount(rows.length)} rows are here. Narrow the filters to see all.`
      : null,
    ...ignored.map(
      (kind) => `Not filtered by ${filterWords[kind].toLowerCase()}: the filter does not apply to this question.`,
    ),
    unplaced > 0 ? `${formatCount(unplaced)} rows without values for both axes are in the table only.` : null,
  ].filter((text) => text !== null)
}

/** [from, to) of what was asked, ms. */
export function spanOf({ parameters }: Pick<Answer, 'parameters'>): readonly [number, number] | null {
  const [from, to] = [Date.parse(String(parameters.fromAt)), Date.parse(String(parameters.toAt))]
  return Number.isNaN(from) || Number.isNaN(to) ? null : [from, to]
}

const minuteOf = (atMs: number) => `${formatUtcDate(atMs)} ${new Date(atMs).toISOString().slice(11, 16)}`

/** `10:00 to 11:00 UTC`, or how many of what. */
export function pickedWords(picked: Picked): string {
  if (picked.kind === 'time') return `${minuteOf(picked.fromMs)} to ${minuteOf(picked.toMs)} UTC`
  return `${picked.values.length} of the ${filterWords[picked.kind].toLowerCase()}`
}
