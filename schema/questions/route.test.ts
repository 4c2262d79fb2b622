import { readFileSync } from 'node:fs'
import geodesic from 'geographiclib-geodesic'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openTerrain } from '../../lib/geo/terrain.ts'
import {
  alpha,
  at,
  bravo,
  drone,
  openQuestionRig,
  type QuestionRig,
  type Row,
} from '../../tests/support/question-rig.ts'

let rig: QuestionRig
afterEach(() => rig.close())

describe('the route', () => {
  beforeEach(async () => {
    rig = await openQuestionRig()
    await rig.insertRoster()
    // East along 34° N for 0.5°, then north for 0.5°.
    const corner = [
      [34, 69],
      [34, 69.5],
      [34.5, 69.5],
    ] as const
    await rig.insert(
      'route_points',
      corner.map(([latitudeDeg, longitudeDeg], sequence) => ({
        ...{ convoyId: alpha, droneId: drone(1), sequence, latitudeDeg, longitudeDeg, altitudeM: 2_000 },
      })),
    )
  })

  const position = (time: string, latitudeDeg: number, longitudeDeg: number, changes: Row = {}): Row => ({
    ...{ convoyId: alpha, droneId: drone(1), minute: at(time), latitudeDeg, longitudeDeg },
    ...changes,
  })
  /** On the ellipsoid, from one point to another. */
  const wayM = (a: readonly [number, number], b: readonly [number, number]) =>
    geodesic.Geodesic.WGS84.Inverse(...a, ...b).s12 ?? Number.NaN

  test('deviation is the distance to the nearest leg, or to its end', async () => {
    await rig.insert('minute_by_drone', [
      position('10:00', 34, 69.2),
      // North of the first leg; west of the second; beyond the end of the route; before its begin.
      position('10:01', 34.01, 69.25),
      position('10:02', 34.25, 69.48),
      position('10:03', 34.53, 69.5),
      position('10:04', 34, 68.9),
      // Without a route.
      position('10:00', 34, 69, { droneId: drone(2) }),
    ])
    const one = async (time: string) => {
      const [row] = await rig.ask('deviation-from-route', { fromAt: at(time), toAt: at(`${time}:30`) })
      return row?.deviationMaxM as number
    }
    expect(await one('10:00')).toBeCloseTo(0, 6)
    const expected = {
      '10:01': wayM([34.01, 69.25], [34, 69.25]),
      '10:02': wayM([34.25, 69.48], [34.25, 69.5]),
      '10:03': wayM([34.53, 69.5], [34.5, 69.5]),
      '10:04': wayM([34, 68.9], [34, 69]),
    }
    for (const [time, deviationM] of Object.entries(expected)) {
      const got = await one(time)
      expect(Math.abs(got - deviationM) / deviationM).toBeLessThan(0.01)
    }
    const rows = await rig.ask('deviation-from-route')
    expect(rows).toMatchObject([
      { droneCallsign: 'A-1', positions: 5, farthestAt: '2026-03-01T10:04:00.000Z', minuteStep: 1 },
    ])
    // Of 0, 1,109, 1,842, 3,328 and 9,235 m the third is the median.
    expect(rows[0]?.deviationMedianM).toBeCloseTo(await one('10:02'), 6)
  })

  test('time on route is the share of the minutes within the corridor', async () => {
    await rig.insert('minute_by_drone', [
      position('10:00', 34, 69.1),
      position('10:01', 34.004, 69.1),
      position('10:02', 34.02, 69.1),
    ])
    // 0, 445 and 2,224 m from the route.
    expect(await rig.ask('time-on-route', { corridorM: 500 })).toMatchObject([
      { observedS: 180, onRouteS: 120, onRoutePct: 200 / 3, minuteStep: 1 },
    ])
    expect(await rig.ask('time-on-route', { corridorM: 100 })).toMatchObject([{ onRouteS: 60 }])
  })

  test('a route over 180° is measured the short way', async () => {
    await rig.insert('route_points', [
      { convoyId: bravo, droneId: drone(3), sequence: 0, latitudeDeg: 0, longitudeDeg: 179.9 },
      { convoyId: bravo, droneId: drone(3), sequence: 1, latitudeDeg: 0, longitudeDeg: -179.9 },
    ])
    await rig.insert('minute_by_drone', [
      position('10:00', 0.01, -179.95, { convoyId: bravo, droneId: drone(3) }),
      position('10:01', 0.01, 179.95, { convoyId: bravo, droneId: drone(3) }),
    ])
    const [row] = await rig.ask('deviation-from-route', { convoyIds: [bravo] })
    // 0.01° of latitude.
    expect(row?.deviationMaxM).toBeCloseTo(1_111.95, 1)
  })

  test('of more positions than asked for every n-th minute is measured, and it says so', async () => {
    const minutes = Array.from({ length: 1_440 }, (_, index) => {
      const time = `${String(Math.floor(index / 60)).padStart(2, '0')}:${String(index % 60).padStart(2, '0')}`
      return position(time, 34, 69.1)
    })
    await rig.insert('minute_by_drone', minutes)
    const [row] = await rig.ask('time-on-route', { maxPositions: 1_000 })
    expect(row).toMatchObject({ minuteStep: 2, observedS: 86_400, onRoutePct: 100 })
    expect(await rig.ask('deviation-from-route', { maxPositions: 1_000 })).toMatchObject([
      { positions: 720, minuteStep: 2 },
    ])
  })
})

describe('the cells', () => {
  beforeEach(async () => {
    rig = await openQuestionRig({ hasTerrain: true })
  })
  const cell = (cellLatitude: number, cellLongitude: number, changes: Row = {}): Row => ({
    ...{ convoyId: alpha, hour: at('10:00'), cellLatitude, cellLongitude, readings: 10 },
    ...{ linkMeanPct: 50, linkMinPct: 40, speedMeanMps: 60, altitudeMeanM: 3_000, ...changes },
  })

  test('link over terrain takes the ground from the base map and weights by readings', async () => {
    const terrain = await openTerrain(new Blob([readFileSync('public/map/elev-60s.i16.gz')]))
    // Kabul, about 1,800 m; a plain near Herat, about 900 m.
    const kabulM = terrain.heightM(34.515, 69.185)
    const heratM = terrain.heightM(34.345, 62.185)
    expect([Math.floor(kabulM / 500), Math.floor(heratM / 500)]).toEqual([3, 1])
    await rig.insert('hour_by_cell', [
      cell(3_451, 6_918, { readings: 30, linkMeanPct: 90, linkMinPct: 70 }),
      cell(3_451, 6_918, { hour: at('11:00'), linkMinPct: 20 }),
      cell(3_434, 6_218, { linkMeanPct: 60 }),
      // California, outside of the grid; and a cell without a link.
      cell(3_858, -12_140, { linkMeanPct: 30 }),
      cell(3_434, 6_218, { linkMeanPct: null, linkMinPct: null }),
    ])
    const rows = await rig.ask('link-over-terrain', { bandM: 500 })
    const above = (groundM: number) => Math.floor((3_000 - groundM) / 500) * 500
    expect(rows).toEqual([
      { groundFromM: 500, heightAboveGroundFromM: above(heratM), readings: 10, linkMeanPct: 60, linkMinPct: 40 },
      // (30 · 90 + 10 · 50) / 40 = 80.
      { groundFromM: 1_500, heightAboveGroundFromM: above(kabulM), readings: 40, linkMeanPct: 80, linkMinPct: 20 },
      { groundFromM: null, heightAboveGroundFromM: null, readings: 10, linkMeanPct: 30, linkMinPct: 40 },
    ])
  })

  test('density joins cells to larger ones, south and west of zero too', async () => {
    await rig.insert('hour_by_cell', [
      cell(3_451, 6_918, { readings: 30, linkMeanPct: 90, altitudeMeanM: null }),
      cell(3_454, 6_915),
      cell(-1, -1, { linkMeanPct: null }),
      cell(3_455, 6_915, { hour: at('12:00') }),
    ])
    const rows = await rig.ask('density', { cellHundredths: 5, toAt: at('12:00') })
    expect(rows).toMatchObject([
      // Link (30 · 90 + 10 · 50) / 40; height of the 10 readings that have one.
      { southDeg: 34.5, westDeg: 69.15, readings: 40, linkMeanPct: 80, speedMeanMps: 60, altitudeMeanM: 3_000 },
      { southDeg: -0.05, westDeg: -0.05, readings: 10, linkMeanPct: null },
    ])
  })
})
