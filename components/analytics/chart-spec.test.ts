import { expect, test } from 'vitest'
import { questionNames, questions } from '../../schema/questions.ts'
import { chartSpecOf } from './chart-spec.ts'

test('every question has a chart of columns that it returns', () => {
  for (const name of questionNames) {
    const { x, y, color, xEnd, low, high, reference, series } = chartSpecOf(name)
    const used = [x.column, y.column, color?.column, xEnd, low, high, reference, series].filter((one) => one != null)
    expect(used.filter((column) => !(column in questions[name].columns))).toEqual([])
  }
})

test('bars by name lie, so that callsigns can be read; bars by number stand', () => {
  expect(chartSpecOf('distance')).toMatchObject({
    kind: 'bars',
    x: { column: 'distanceM', label: 'Distance, m', type: 'number' },
    y: { column: 'droneCallsign', type: 'names' },
    series: 'convoyCallsign',
  })
  expect(chartSpecOf('accuracy-by-hour-of-day')).toMatchObject({ kind: 'columns', x: { column: 'hourOfDay' } })
})

test('spans and bins know where they end, intervals their bounds, lines what they are compared with', () => {
  expect(chartSpecOf('tenures')).toMatchObject({ kind: 'spans', xEnd: 'tenureToAt', tone: 'leader' })
  expect(chartSpecOf('speed-profile')).toMatchObject({ kind: 'histogram', xEnd: 'speedToMps' })
  expect(chartSpecOf('rolling-accuracy')).toMatchObject({ low: 'wilsonLowPct', high: 'wilsonHighPct' })
  expect(chartSpecOf('link-before-loss')).toMatchObject({ reference: 'usualLinkMeanPct', xEnd: null })
})
