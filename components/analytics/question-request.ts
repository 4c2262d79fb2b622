/** From the state of the page to the parameters of each question. */

import type { Question, QuestionGroup } from '../../schema/questions/question.ts'
import { type QuestionName, questions } from '../../schema/questions.ts'
import type { AnalyticsState, AskedSpan } from './analytics-state.ts'
import type { Picked } from './brush.ts'
import { chosenOf } from './settings.ts'

type Filters = Omit<AnalyticsState, 'group'>
export type Parameters = Readonly<Record<string, unknown>>

const hourMs = 3_600_000
const stepMs: Record<Question['covers'], number> = { minutes: 60_000, hours: hourMs, events: 1 }

export const questionsOf = (group: QuestionGroup): QuestionName[] =>
  (Object.keys(questions) as QuestionName[]).filter((name) => questions[name].group === group)

/** Measured while a brush is dragged, so that charts follow it at once; they say that they are sampled. */
const draggedPositions = 2_000

/**
 * What is asked of a question. `untilMs` ends a span of the last hours; null: with the newest reading in the lake, which is the
 * default of the question. The brush of another question narrows this one where it has such a parameter; while it is dragged a
 * question that measures positions takes a small sample of them.
 */
export function parametersOf(
  name: QuestionName,
  state: Filters,
  untilMs: number | null,
  isDragging = false,
): Parameters {
  const question: Question = questions[name]
  const { parameters, covers } = question
  const picked = state.brush && state.brush.of !== name ? state.brush.picked : null
  const lists = { convoyIds: state.convoyIds, droneIds: state.droneIds, weaponTypes: state.weaponTypes }
  const given: Record<string, unknown> = {
    ...Object.fromEntries(Object.entries(lists).filter(([, values]) => values.length > 0)),
    ...chosenOf(name, state.settings),
    ...spanOf(state.span, untilMs),
    ...(picked && brushed(picked, stepMs[covers])),
    ...(picked && isDragging && { maxPositions: draggedPositions }),
  }
  return Object.fromEntries(Object.entries(given).filter(([parameter]) => parameter in parameters))
}

/** The filters that are set and that the question has no parameter for: its chart is not narrowed by them. */
export function ignoredFilters(name: QuestionName, state: Filters): Picked['kind'][] {
  const { parameters } = questions[name]
  const picked = state.brush && state.brush.of !== name ? state.brush.picked.kind : null
  const kinds = ['convoyIds', 'droneIds', 'weaponTypes'] as const
  return kinds.filter((kind) => (state[kind].length > 0 || picked === kind) && !(kind in parameters))
}

function spanOf(span: AskedSpan, untilMs: number | null): Parameters {
  if (span.kind === 'fixed') return instants(span.fromMs, span.toMs)
  return untilMs === null ? {} : instants(untilMs - span.hours * hourMs, untilMs)
}

/** A brush is widened to what the question counts in: an hour that is half in the brush is counted whole. */
function brushed(picked: Picked, eachMs: number): Parameters {
  if (picked.kind !== 'time') return { [picked.kind]: picked.values }
  return instants(Math.floor(picked.fromMs / eachMs) * eachMs, Math.ceil(picked.toMs / eachMs) * eachMs)
}

/** The last that RFC 3339 has. */
const lastMs = Date.parse('9999-12-31T23:59:59.999Z')

const instants = (fromMs: number, toMs: number) => ({
  fromAt: new Date(fromMs).toISOString(),
  toAt: new Date(Math.min(toMs, lastMs)).toISOString(),
})
