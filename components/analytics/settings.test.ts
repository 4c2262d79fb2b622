import { expect, test } from 'vitest'
import { chosenOf, parseSettings, printSettings, settingsOf } from './settings.ts'

test('a question has the numbers that it takes as settings, and no filters', () => {
  expect(settingsOf('time-on-route').map(({ name, initial }) => [name, initial])).toEqual([
    ['corridorM', 500],
    ['maxPositions', 100_000],
  ])
  expect(settingsOf('distance')).toEqual([])
})

test('settings come back as they were printed, and go to their question only', () => {
  const settings = { 'stops.stillMps': 1.5, 'density.cellHundredths': 10 }
  expect(parseSettings(printSettings(settings))).toEqual(settings)
  expect(chosenOf('stops', settings)).toEqual({ stillMps: 1.5 })
  expect(chosenOf('distance', settings)).toEqual({})
})

test.each([
  'stops.stillMps',
  'stops.stillMps~',
  'stops.stillMps~fast',
  'stops.stillMps~1000',
  'stops.stillMps~0.5',
  'density.cellHundredths~1.5',
  'density.convoyIds~1',
  'weather.windMps~3',
  'constructor~1',
])('%s, which is unknown, out of bounds or the default, is ignored', (text) => expect(parseSettings(text)).toEqual({}))
