/** The picture at T is what live clients were sent for T. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { ConvoyTrack } from '../lib/feed/feed.ts'
import { openTerrain } from '../lib/geo/terrain.ts'
import { createRandom, type Random } from '../lib/random/random.ts'
import { localActor } from '../schema/permissions.ts'
import type { Reading } from '../schema/telemetry.ts'
import { createTestClock } from '../server/adapters/memory/test-clock.ts'
import { readPastActivity } from '../server/features/replay/read-activity.ts'
import { readPicture } from '../server/features/replay/read-picture.ts'
import { createFleet } from '../server/simulator/fleet.ts'
import { startFleet } from '../server/simulator/state.ts'
import { stepFleet } from '../server/simulator/step.ts'
import { convoyOf } from './bench/fleet.ts'
import { startReplayLife } from './support/replay-life.ts'
import { describeOnBothStores } from './support/replay-stores.ts'

type Life = Awaited<ReturnType<typeof startReplayLife>>

const seed = 'replay-exact'
const startMs = Date.UTC(2026, 10, 28, 11, 58, 20)
const secondsPerLife = 170
const instants = 100
const minuteMs = 60_000

/** Everything that a screen draws of these convoys; a link of quality 0 is none. */
function hashOf(convoys: readonly ConvoyTrack[]): string {
  const drawn = convoys
    .toSorted((a, b) => a.convoyId.localeCompare(b.convoyId))
    .map(({ convoyId, drones, leadership, links, epoch, sequence }) => ({
      ...{ convoyId, leadership, epoch, sequence },
      drones: drones.map(({ freshness: _, ...drone }) => drone),
      links: [...links.values()]
        .filter(({ linkPct }) => linkPct > 0)
        .sort((a, b) => (a.fromId + a.toId).localeCompare(b.fromId + b.toId)),
    }))
  return createHash('sha256').update(JSON.stringify(drawn)).digest('hex')
}

async function planFleet() {
  const grid = await readFile(new URL('../public/map/elev-60s.i16.gz', import.meta.url))
  return createFleet(seed, { convoys: 2, dronesPerConvoy: 6, terrain: await openTerrain(new Blob([grid])) })
}

const anyInstants = (lives: readonly Life[], random: Random): number[] =>
  Array.from({ length: instants }, (_, n) => {
    const { startedAtMs } = lives[n % lives.length] as Life
    return startedAtMs + random.int(0, (secondsPerLife - 1) * 1_000)
  })

/** Where a full frame has just been recorded: it must not show more than was sent. */
const afterMinutes = (lives: readonly Life[], random: Random): number[] =>
  lives.flatMap(({ startedAtMs }) => {
    const firstMs = Math.ceil(startedAtMs / minuteMs) * minuteMs
    const minutes = Math.floor((startedAtMs + (secondsPerLife - 3) * 1_000 - firstMs) / minuteMs) + 1
    return Array.from({ length: 8 * minutes }, (_, n) => firstMs + (n % minutes) * minuteMs + random.int(0, 2_000))
  })

describeOnBothStores('replay', (makeStore) => {
  test('shows at 100 random instants, by hash, what live clients were sent, after restarts, with late data and a handover', async () => {
    const fleet = await planFleet()
    const random = createRandom(seed)
    const clock = createTestClock(startMs)
    const state = startFleet(fleet, { atMs: startMs, intervalMs: 1_000 })
    const made = await makeStore()
    const held: { untilMs: number; reading: Reading }[] = []

    async function fly(life: Life): Promise<void> {
      for (let second = 0; second < secondsPerLife; second++) {
        if (second === 60) silenceLeader()
        const { readings } = stepFleet(state, clock.nowMs() + 1_000 - state.atMs)
        const late = readings.filter(() => random.between(0, 1) < 0.05)
        held.push(...late.map((reading) => ({ reading, untilMs: clock.nowMs() + random.between(3_000, 150_000) })))
        // Every few seconds nothing arrives for a while, after which frames leave at another time of the second.
        if (random.between(0, 1) < 0.15) {
          held.push(...readings.flatMap((reading) => (late.includes(reading) ? [] : { reading, untilMs: 0 })))
          await life.pass(1_000)
          continue
        }
        const due = held.filter(({ untilMs }) => untilMs <= clock.nowMs())
        for (const one of due) held.splice(held.indexOf(one), 1)
        const all = [...readings.filter((one) => !late.includes(one)), ...due.map(({ reading }) => reading)]
        // In two parts at any time of a second: frames leave at all times, and changes are due at the turn of a minute.
        for (const own of [all.slice(0, all.length / 2), all.slice(all.length / 2)]) {
          await life.pass(random.int(50, 450))
          await life.ingest(own)
        }
        await life.pass(1_000 - ((clock.nowMs() - startMs) % 1_000))
      }
    }

    function silenceLeader(): void {
      for (const { drones } of state.convoys)
        for (const drone of drones) if (drone.role === 'leader') drone.silentUntilMs = state.atMs + 40_000
    }

    const first = await startReplayLife(made, clock)
    for (const { convoyId, callsign, drones } of fleet.convoys) {
      await first.roster.saveConvoy(convoyOf(convoyId, callsign), null)
      const rows = drones.map(({ droneId, callsign: name, platformType }) => ({
        ...{ convoyId, droneId, callsign: name, platformType, reportIntervalMs: 1_000, createdAtMs: startMs },
        ...{ assignedAtMs: null, retiredAtMs: null, leftAtMs: null, version: 1 },
      }))
      await first.roster.addDrones(convoyId, rows)
    }
    await fly(first)
    await first.stop()
    await clock.advance(20_000)
    const second = await startReplayLife(made, clock)
    await fly(second)
    await second.stop()

    const third = await startReplayLife(made, clock)
    try {
      const convoyIds = fleet.convoys.map(({ convoyId }) => convoyId)
      const hashes = new Set<string>()
      for (const [n, atMs] of [
        ...anyInstants([first, second], random),
        ...afterMinutes([first, second], random),
      ].entries()) {
        const life = atMs < second.startedAtMs ? first : second
        const { coverage, convoys } = await readPicture({ tables: third.tables, clock }, localActor, convoyIds, atMs)
        const hash = hashOf(convoys.flatMap(({ track }) => track ?? []))
        const live = hashOf([...life.liveAt(atMs).convoys.values()])
        expect({ seed, n, atMs, coverage, hash }).toEqual({ seed, n, atMs, coverage: 'recorded', hash: live })
        hashes.add(hash)
      }
      expect(hashes.size).toBeGreaterThan(0.6 * instants)
      const question = { convoyIds: null, fromMs: startMs, toMs: clock.nowMs(), steps: 100 }
      const { marks, steps } = await readPastActivity({ tables: third.tables }, localActor, question)
      expect(marks.filter(({ kind }) => kind === 'handover').length).toBeGreaterThan(fleet.convoys.length)
      expect(steps.reduce((sum, { late }) => sum + late, 0)).toBeGreaterThan(0)
    } finally {
      await third.stop()
      await made.remove()
    }
  }, 120_000)
})
