import { expect, test } from 'vitest'
import { screenColors } from '../../lib/looks/palette.ts'
import { chartSpecOf } from './chart-spec.ts'
import { multiplesOf } from './multiples.ts'
import { plotOptionsOf } from './plot-options.ts'
import type { Row } from './rows.ts'

const span = [Date.UTC(2026, 10, 27), Date.UTC(2026, 10, 28)] as const

function optionsOf(name: 'distance' | 'accuracy-by-hour-of-day' | 'tenures', rows: Row[]) {
  const spec = chartSpecOf(name)
  const domains = multiplesOf(spec, rows, span, false)
  const look = { title: '', widthPx: 380, colors: screenColors.dark, isPicked: null, describe: () => '' }
  return plotOptionsOf({ spec, rows, domains, ...look })
}

test('long ways are in kilometres, short ones in metres', () => {
  const rows = (distanceM: number) => [{ convoyCallsign: 'HAWK', droneCallsign: 'HAWK-01', distanceM }]
  const far = { label: 'Distance, km', domain: [0, 6_000], transform: expect.any(Function) }
  expect(optionsOf('distance', rows(6_000_000)).x).toMatchObject(far)
  expect(optionsOf('distance', rows(900)).x).toMatchObject({ label: 'Distance, m', domain: [0, 900] })
})

test('accuracy is shown of 100 percent, and hours of the whole day', () => {
  const { x, y } = optionsOf('accuracy-by-hour-of-day', [
    { hourOfDay: 17, accuracyPct: 70, wilsonLowPct: 60, wilsonHighPct: 80 },
  ])
  expect([x?.domain, y?.domain]).toEqual([
    [0, 24],
    [0, 100],
  ])
})

test('an axis of time has no more instants than have room', () => {
  expect(optionsOf('tenures', []).x).toMatchObject({ type: 'utc', ticks: 3 })
})
