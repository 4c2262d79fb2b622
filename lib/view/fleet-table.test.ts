import { describe, expect, test } from 'vitest'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import { createPicture } from '../feed/apply-frame.ts'
import type { DroneTrack, FleetPicture, RosterDrone } from '../feed/feed.ts'
import { type FleetRow, filterRows, fleetColumns, fleetRows, sortRows } from './fleet-table.ts'
import { panelMeasures } from './measures.ts'

const convoyId = 'c1' as ConvoyId
const names = {
  convoys: new Map([[convoyId, { callsign: 'HAWK-1' }]]),
  drones: new Map<DroneId, RosterDrone>(
    ['H1-2', 'H1-10', 'H1-1'].map((callsign) => [
      callsign as DroneId,
      { droneId: callsign as DroneId, convoyId, callsign, platformType: 'MQ9_REAPER', version: 1 },
    ]),
  ),
}

function pictureOf(tracks: Partial<DroneTrack>[]): FleetPicture {
  const picture = createPicture()
  for (const track of tracks)
    picture.drones.set(track.droneId as DroneId, { convoyId, hasReading: true, flags: 0, ...track } as DroneTrack)
  return picture
}
const callsigns = (rows: FleetRow[]) => rows.map((row) => row.callsign)

describe('the table of drones', () => {
  const picture = pictureOf([
    { droneId: 'H1-2' as DroneId, recordedAtMs: 9_000, freshness: 'live', fuelPct: 40 },
    { droneId: 'H1-1' as DroneId, recordedAtMs: -60_000, freshness: 'lost', fuelPct: null },
    { droneId: 'aaaaaaaa-0000' as DroneId, recordedAtMs: 9_500, freshness: 'live', fuelPct: 90 },
  ])
  const rows = fleetRows(picture, names, 10_000)

  test('has a row for every drone of the roster and of the picture, once', () => {
    expect(callsigns(rows).sort()).toEqual(['H1-1', 'H1-10', 'H1-2', 'aaaaaaaa'])
  })
  test('says the state of each as judged for the whole screen; one that never reported has no age', () => {
    const states = Object.fromEntries(rows.map((row) => [row.callsign, [row.freshness, row.ageMs]]))
    expect(states).toEqual({
      'H1-2': ['live', 1_000],
      'H1-1': ['lost', 70_000],
      'H1-10': ['silent', null],
      aaaaaaaa: ['live', 500],
    })
  })
  test('sorts callsigns as a person counts', () => {
    expect(callsigns(sortRows(rows, { column: 'callsign', isDescending: false }))).toEqual([
      'aaaaaaaa',
      'H1-1',
      'H1-2',
      'H1-10',
    ])
  })
  test('puts unknown values last in both directions', () => {
    expect(callsigns(sortRows(rows, { column: 'fuelPct', isDescending: false }))).toEqual([
      'H1-2',
      'aaaaaaaa',
      'H1-1',
      'H1-10',
    ])
    expect(callsigns(sortRows(rows, { column: 'fuelPct', isDescending: true }))).toEqual([
      'aaaaaaaa',
      'H1-2',
      'H1-1',
      'H1-10',
    ])
  })
  test('sorts states by how grave they are', () => {
    expect(callsigns(sortRows(rows, { column: 'state', isDescending: false }))[0]).toBe('H1-1')
  })
  test('filters by callsign, convoy and type in any letter case, and by state', () => {
    expect(callsigns(filterRows(rows, { query: 'h1-10', freshness: null }))).toEqual(['H1-10'])
    expect(filterRows(rows, { query: 'hawk', freshness: null })).toHaveLength(4)
    expect(filterRows(rows, { query: 'reaper', freshness: 'lost' }).map((row) => row.callsign)).toEqual(['H1-1'])
    expect(filterRows(rows, { query: 'nothing like it', freshness: null })).toEqual([])
  })
  test('has a column for every measured field that the drone panel shows', () => {
    const columns = fleetColumns.map(({ column }) => column)
    expect(columns).toEqual(expect.arrayContaining(panelMeasures.map(({ field }) => field)))
  })
})
