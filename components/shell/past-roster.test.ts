import { expect, test } from 'vitest'
import type { PastRosterQuery } from '../../lib/api/documents.generated.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import { followPastRoster, pastRosterOf } from './past-roster.ts'
import { emptyRoster, listed, type Roster, type RosterConvoy } from './roster.ts'

const [hawk, viper] = ['c1', 'c2'] as ConvoyId[] as [ConvoyId, ConvoyId]
const convoy = (convoyId: ConvoyId, callsign: string, droneNames: string[]): RosterConvoy => ({
  ...{ convoyId, callsign, commandingUnit: '7 RQS', status: 'ACTIVE', roe: 'WEAPONS_TIGHT', version: 3 },
  ...{ heartbeatIntervalMs: 2_000, aor: [{ latitudeDeg: 34, longitudeDeg: 69 }], retired: [] },
  drones: droneNames.map((name) => ({
    ...{ droneId: name as DroneId, convoyId, callsign: name, platformType: 'MQ9_REAPER', version: 5 },
  })),
})
const now: Roster = {
  ...emptyRoster,
  ...listed([convoy(hawk, 'HAWK-1', ['a', 'b']), convoy(viper, 'VIPER-2', ['c'])]),
  permissions: new Set(['picture:read', 'convoys:write']),
  state: 'ready',
}
type Past = PastRosterQuery['picture']['convoys'][number]
const past = (convoyId: string, callsign: string, drones: string[], archivedAt: string | null = null): Past => ({
  convoyId,
  roster: {
    ...{ callsign, commandingUnit: '7 RQS', roe: 'WEAPONS_TIGHT', status: 'ACTIVE', archivedAt },
    drones: drones.map((droneId) => ({ droneId, callsign: `old ${droneId}`, platformType: 'MQ9_REAPER' })),
  },
})

test('names and members are those of the instant, what a convoy has besides is as it is now', () => {
  const shown = pastRosterOf([past('c1', 'EAGLE-1', ['a', 'c']), past('c2', 'VIPER-2', [])], now)
  expect(shown.list.map(({ callsign, drones }) => [callsign, drones.map((drone) => drone.callsign)])).toEqual([
    ['EAGLE-1', ['old a', 'old c']],
    ['VIPER-2', []],
  ])
  expect(shown.drones.get('c' as DroneId)).toMatchObject({ convoyId: 'c1', callsign: 'old c' })
  expect(shown.drones.has('b' as DroneId)).toBe(false)
  expect(shown.convoys.get(hawk)?.aor).toHaveLength(1)
})

test('a convoy archived since is there again, one that was archived then or not there yet is not', () => {
  const archived = { ...now, ...listed([convoy(viper, 'VIPER-2', ['c'])]) }
  const shown = pastRosterOf([past('c1', 'HAWK-1', ['a']), past('c2', 'VIPER-2', [], '2026-11-01T00:00:00Z')], archived)
  expect(shown.list.map(({ callsign }) => callsign)).toEqual(['HAWK-1'])
})

test('where the past is not known the names of now stand', () => {
  const shown = pastRosterOf([{ convoyId: 'c1', roster: null }], now)
  expect(shown.list.map(({ callsign }) => callsign)).toEqual(['HAWK-1'])
})

test('nothing of the past can be changed', () =>
  expect([...pastRosterOf([], now).permissions]).toEqual(['picture:read']))

test('a dragged cursor loads names once it rests, a running one again after a minute of its time', async () => {
  let monotonicMs = 0
  let cursorMs = Date.UTC(2026, 10, 28)
  const asked: string[] = []
  const shown: (Roster | null)[] = []
  const names = followPastRoster({
    async load(atMs) {
      asked.push(new Date(atMs).toISOString().slice(11, 19))
      return [past('c1', 'EAGLE-1', ['a'])]
    },
    current: () => now,
    show: (roster) => shown.push(roster),
    nowMs: () => cursorMs,
    monotonicNow: () => monotonicMs,
  })
  const pass = async (ms: number, rate: number) => {
    for (let i = 0; i < ms / 100; i++) {
      monotonicMs += 100
      cursorMs += 100 * rate
      names.tick()
      await Promise.resolve()
    }
  }
  for (let i = 0; i < 10; i++) {
    names.jumped()
    await pass(100, 0)
  }
  expect(asked).toEqual([])
  await pass(1_000, 0)
  expect(asked).toEqual(['00:00:00'])
  await pass(30_000, 1)
  expect(asked).toHaveLength(1)
  await pass(20_000, 60)
  expect(asked.length).toBeGreaterThan(3)
  expect(asked.length).toBeLessThan(7)
  names.close()
  expect(shown.at(-1)).toBeNull()
})
