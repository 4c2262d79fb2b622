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
  permissions: new Set(['picture:read', 'convoys:write', 'questions:ask', 'leadership:reset']),
  state: 'ready',
}
const startMs = Date.UTC(2026, 10, 28)
type Past = PastRosterQuery['rosters']['convoys'][number]
const past = (convoyId: string, callsign: string, drones: string[]): Past => ({
  convoyId,
  roster: {
    ...{ callsign, commandingUnit: '7 RQS', roe: 'WEAPONS_TIGHT', status: 'ACTIVE' },
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

test('a convoy archived since is there again, one that was not there yet is not', () => {
  const archived = { ...now, ...listed([convoy(viper, 'VIPER-2', ['c'])]) }
  const shown = pastRosterOf([past('c1', 'HAWK-1', ['a'])], archived)
  expect(shown.list.map(({ callsign }) => callsign)).toEqual(['HAWK-1'])
})

test('where the past is not known the names of now stand', () => {
  const shown = pastRosterOf(null, now)
  expect(shown.list.map(({ callsign }) => callsign)).toEqual(['HAWK-1', 'VIPER-2'])
})

test('nothing of the past can be changed, but questions are asked of it', () =>
  expect([...pastRosterOf([], now).permissions]).toEqual(['picture:read', 'questions:ask']))

/** Names that are followed; each pass of a tenth of a second ticks. */
function startNames(untilMs: (atMs: number) => number) {
  const time = { monotonicMs: 0, cursorMs: startMs }
  const asked: string[] = []
  const shown: (Roster | null)[] = []
  const names = followPastRoster({
    async load(atMs) {
      asked.push(new Date(atMs).toISOString().slice(11, 19))
      return { convoys: [past('c1', 'EAGLE-1', ['a'])], untilMs: untilMs(atMs) }
    },
    current: () => now,
    show: (roster) => shown.push(roster),
    nowMs: () => time.cursorMs,
    monotonicNow: () => time.monotonicMs,
  })
  async function pass(ms: number, rate: number): Promise<void> {
    for (let i = 0; i < ms / 100; i++) {
      time.monotonicMs += 100
      time.cursorMs += 100 * rate
      names.tick()
      await Promise.resolve()
    }
  }
  return { names, asked, shown, pass }
}

test('a dragged cursor loads names once it rests', async () => {
  const { names, asked, shown, pass } = startNames(() => Number.POSITIVE_INFINITY)
  for (let i = 0; i < 10; i++) {
    names.jumped()
    await pass(100, 0)
  }
  expect(asked).toEqual([])
  await pass(1_000, 0)
  expect(asked).toEqual(['00:00:00'])
  names.close()
  expect(shown.at(-1)).toBeNull()
})

test('a running cursor loads names when they change, and not before', async () => {
  const { asked, pass } = startNames((atMs) => startMs + (atMs < startMs + 300_000 ? 300_000 : 3_600_000))
  await pass(20_000, 14)
  expect(asked).toHaveLength(1)
  await pass(3_000, 14)
  expect(asked).toHaveLength(2)
  expect(asked[1]).toMatch(/^00:05:0[01]$/)
  await pass(60_000, 14)
  expect(asked).toHaveLength(2)
})

test('names that change at every instant are loaded every other second', async () => {
  const { asked, pass } = startNames((atMs) => atMs + 1)
  await pass(20_000, 600)
  expect(asked.length).toBeGreaterThan(7)
  expect(asked.length).toBeLessThan(12)
})
