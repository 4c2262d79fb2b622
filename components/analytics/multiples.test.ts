import { expect, test } from 'vitest'
import { chartSpecOf } from './chart-spec.ts'
import { multiplesOf, stepOf } from './multiples.ts'

const flown = (convoyCallsign: string | null, droneCallsign: string, distanceM: number) => ({
  convoyCallsign,
  droneCallsign,
  distanceM,
})
const distance = chartSpecOf('distance')

test('each convoy has its chart, in the order of callsigns, and all have one scale from 0', () => {
  const rows = [flown('HAWK-10', 'A', 70), flown('HAWK-2', 'B', 50), flown(null, 'C', 90)]
  const { charts, xDomain, yDomain } = multiplesOf(distance, rows, null, false)
  expect(charts.map(({ title }) => title).toSorted()).toEqual(['HAWK-10', 'HAWK-2', '—'])
  expect(charts.map(({ title }) => title).filter((title) => title !== '—')).toEqual(['HAWK-2', 'HAWK-10'])
  expect([xDomain, yDomain]).toEqual([[0, 90], null])
})

test('of too many drones the greatest are shown, and the rest is counted; all when asked', () => {
  const rows = Array.from({ length: 30 }, (_, at) => flown('HAWK', `D-${at}`, at))
  const [chart] = multiplesOf(distance, rows, null, false).charts
  expect([chart?.rows.length, chart?.hidden, chart?.rows[0]?.distanceM]).toEqual([24, 6, 6])
  expect(multiplesOf(distance, rows, null, true).charts[0]?.hidden).toBe(0)
})

test('of too many convoys the first are shown, and the rest is counted', () => {
  const rows = Array.from({ length: 15 }, (_, at) => flown(`HAWK-${at}`, 'D', 1))
  const { charts, hiddenCharts } = multiplesOf(distance, rows, null, false)
  expect([charts.length, hiddenCharts]).toEqual([12, 3])
  expect(multiplesOf(distance, rows, null, true)).toMatchObject({ hiddenCharts: 0 })
})

test('rows that have no place on an axis are counted, not drawn at 0', () => {
  const rows = [
    { groundFromM: 500, heightAboveGroundFromM: 0, linkMeanPct: 80 },
    { groundFromM: 1_000, heightAboveGroundFromM: 500, linkMeanPct: 60 },
    { groundFromM: null, heightAboveGroundFromM: 500, linkMeanPct: 20 },
  ]
  const { charts, unplaced, xDomain, yDomain, colorDomain } = multiplesOf(
    chartSpecOf('link-over-terrain'),
    rows,
    null,
    false,
  )
  expect([charts[0]?.rows.length, unplaced]).toEqual([2, 1])
  // The last band is shown whole.
  expect([xDomain, yDomain, colorDomain]).toEqual([
    [500, 1_500],
    [0, 1_000],
    [0, 80],
  ])
})

test('an axis of time shows the span that was asked about, not only where something happened', () => {
  const rows = [{ convoyCallsign: 'HAWK', bucketAt: 50, readingsPerS: 3 }]
  const spec = chartSpecOf('readings-per-second')
  expect(multiplesOf(spec, rows, [0, 100], false)).toMatchObject({ xDomain: [0, 100], yDomain: [0, 3] })
  expect(multiplesOf(spec, [], [0, 100], false)).toMatchObject({ charts: [], yDomain: null })
})

test('the open last bin of a histogram is within the axis', () => {
  const rows = [
    { convoyCallsign: 'HAWK', speedFromMps: 0, speedToMps: 2, sharePct: 0 },
    { convoyCallsign: 'HAWK', speedFromMps: 2, speedToMps: null, sharePct: 100 },
  ]
  expect(multiplesOf(chartSpecOf('speed-profile'), rows, null, false).xDomain).toEqual([0, 4])
})

test('a step is the smallest distance between values, and 1 where there is none', () => {
  expect(stepOf([{ a: 10 }, { a: 4 }, { a: 6 }, { a: 4 }, { a: null }], 'a')).toBe(2)
  expect(stepOf([{ a: 10 }], 'a')).toBe(1)
})
