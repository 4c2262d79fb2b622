import { expect, test } from 'vitest'
import { questionGroups } from '../../schema/questions/question.ts'
import { questionNames } from '../../schema/questions.ts'
import { defaultState } from './analytics-state.ts'
import { ignoredFilters, parametersOf, questionsOf } from './question-request.ts'

const convoyIds = ['550e8400-e29b-41d4-a716-446655440000'] as never
const droneIds = ['660e8400-e29b-41d4-a716-446655440001'] as never
const state = { ...defaultState, convoyIds, droneIds, weaponTypes: ['GBU38_JDAM'] as const }
const untilMs = Date.UTC(2026, 10, 28, 12)

test('every question is in one group', () => {
  expect(questionGroups.flatMap(questionsOf).toSorted()).toEqual(questionNames.toSorted())
})

test('the default page sends nothing: each question has its own defaults', () => {
  for (const name of questionNames) expect(parametersOf(name, defaultState, null)).toEqual({})
})

test('a question is sent the filters it has parameters for, and names those it has not', () => {
  expect(parametersOf('streaks', state, null)).toEqual({ convoyIds, droneIds, weaponTypes: ['GBU38_JDAM'] })
  expect(ignoredFilters('streaks', state)).toEqual([])
  expect(parametersOf('tenures', state, null)).toEqual({ convoyIds })
  expect(ignoredFilters('tenures', state)).toEqual(['droneIds', 'weaponTypes'])
  expect(parametersOf('ingest-shares', state, null)).toEqual({})
  expect(ignoredFilters('ingest-shares', state)).toEqual(['convoyIds', 'droneIds', 'weaponTypes'])
  expect(ignoredFilters('tenures', defaultState)).toEqual([])
})

test('the last hours end where the time cursor stands, and two instants are sent as they are', () => {
  const six = { ...defaultState, span: { kind: 'last', hours: 6 } as const }
  expect(parametersOf('distance', six, untilMs)).toEqual({
    fromAt: '2026-11-28T06:00:00.000Z',
    toAt: '2026-11-28T12:00:00.000Z',
  })
  const fixed = { ...defaultState, span: { kind: 'fixed', fromMs: untilMs - 1_500, toMs: untilMs } as const }
  expect(parametersOf('distance', fixed, null)).toEqual({
    fromAt: '2026-11-28T11:59:58.500Z',
    toAt: '2026-11-28T12:00:00.000Z',
  })
})

test('a brush of time narrows the other questions, widened to the minutes or hours that they count in', () => {
  const picked = { kind: 'time', fromMs: untilMs + 90_000, toMs: untilMs + 100_000 } as const
  const brushed = { ...state, brush: { of: 'readings-per-second', picked } as const }
  const spanOf = (name: 'readings-per-second' | 'distance' | 'speed-profile' | 'streaks') => {
    const { fromAt, toAt } = parametersOf(name, brushed, null)
    return [fromAt, toAt]
  }
  expect(spanOf('readings-per-second')).toEqual([undefined, undefined])
  expect(spanOf('distance')).toEqual(['2026-11-28T12:01:00.000Z', '2026-11-28T12:02:00.000Z'])
  expect(spanOf('speed-profile')).toEqual(['2026-11-28T12:00:00.000Z', '2026-11-28T13:00:00.000Z'])
  expect(spanOf('streaks')).toEqual(['2026-11-28T12:01:30.000Z', '2026-11-28T12:01:40.000Z'])
})

test('a brush that ends with the last instant there is is not widened beyond it', () => {
  const [fromMs, toMs] = [Date.parse('9999-01-01T00:00:00Z'), Date.parse('9999-12-31T23:59:59.999Z')]
  const brushed = { ...state, brush: { of: 'readings-per-second', picked: { kind: 'time', fromMs, toMs } } as const }
  expect(parametersOf('distance', brushed, null).toAt).toBe('9999-12-31T23:59:59.999Z')
})

test('a brush of drones takes the place of the filter of drones', () => {
  const picked = { kind: 'droneIds', values: ['660e8400-e29b-41d4-a716-446655440002'] } as const
  const brushed = { ...state, brush: { of: 'distance', picked } as const }
  expect(parametersOf('distance', brushed, null).droneIds).toEqual(droneIds)
  expect(parametersOf('stops', brushed, null).droneIds).toEqual(picked.values)
  expect(ignoredFilters('density', { ...defaultState, brush: brushed.brush })).toEqual(['droneIds'])
})

test('while a brush is dragged the positions of other questions are sampled, and not when it is let go', () => {
  const picked = { kind: 'droneIds', values: ['660e8400-e29b-41d4-a716-446655440002'] } as const
  const of = (name: 'distance' | 'time-on-route') => ({ ...state, brush: { of: name, picked } as const })
  expect(parametersOf('time-on-route', of('distance'), null, true)).toMatchObject({ maxPositions: 2_000 })
  expect(parametersOf('time-on-route', of('distance'), null)).not.toHaveProperty('maxPositions')
  expect(parametersOf('time-on-route', of('time-on-route'), null, true)).not.toHaveProperty('maxPositions')
  expect(parametersOf('stops', of('distance'), null, true)).not.toHaveProperty('maxPositions')
})

test('the settings of a question go with it, and with no other', () => {
  const set = { ...defaultState, settings: { 'stops.stillMps': 1.5, 'density.cellHundredths': 10 } }
  expect(parametersOf('stops', set, null)).toEqual({ stillMps: 1.5 })
  expect(parametersOf('distance', set, null)).toEqual({})
})
