/** The past that a simulated fleet starts with: written once, completed after an interruption, and joined to what follows. */
import { readFile } from 'node:fs/promises'
import { afterEach, expect, test } from 'vitest'
import { openTerrain } from '../lib/geo/terrain.ts'
import type { Convoy, Drone } from '../schema/convoys.ts'
import { localActor } from '../schema/permissions.ts'
import * as tables from '../schema/tables.ts'
import { everyConvoyId } from '../schema/tables.ts'
import { createTestClock, type TestClock } from '../server/adapters/memory/test-clock.ts'
import { findPlan, type PastPlan, progressPctOf } from '../server/features/past/plan.ts'
import { preparePast } from '../server/features/past/prepare.ts'
import { type TellDeps, tellPast } from '../server/features/past/tell.ts'
import { readPastActivity } from '../server/features/replay/read-activity.ts'
import { readPicture } from '../server/features/replay/read-picture.ts'
import type { OpenTables } from '../server/ports/tables.ts'
import { reconstructPast } from '../server/reconstruct-past.ts'
import { everyPage } from '../server/repositories/every-page.ts'
import { readLeadershipChanges } from '../server/repositories/leadership-history.ts'
import { permanentLease } from '../server/repositories/leases.ts'
import { readSpans, storeSpan } from '../server/repositories/recorded-frames.ts'
import { createFleet, type Fleet } from '../server/simulator/fleet.ts'
import { flightAt } from '../server/simulator/flight.ts'
import { joinLeadership, joinTermOf, pastIntervalMs } from '../server/simulator/past.ts'
import { startFleet } from '../server/simulator/state.ts'
import { stepFleet } from '../server/simulator/step.ts'
import { describeOnBothStores, type TestStore } from './support/replay-stores.ts'

const nowMs = Date.UTC(2026, 10, 28, 0, 40, 7)
const hourMs = 3_600_000
const joinMs = nowMs - 60_000

async function planFleet(): Promise<Fleet> {
  const grid = await readFile(new URL('../public/map/elev-60s.i16.gz', import.meta.url))
  return createFleet('past', { convoys: 2, dronesPerConvoy: 4, terrain: await openTerrain(new Blob([grid])) })
}

/** Registered as the simulator does. */
const rosterOf = (fleet: Fleet) => {
  const convoys = fleet.convoys.map(
    ({ convoyId, callsign }) => ({ convoyId, callsign, archivedAtMs: null, heartbeatIntervalMs: 2_000 }) as Convoy,
  )
  const dronesOf = (convoyId: string) =>
    fleet.convoys
      .filter((plan) => plan.convoyId === convoyId)
      .flatMap(({ drones }) =>
        drones.map(({ droneId, callsign }) => ({ droneId, convoyId, callsign, reportIntervalMs: 1_000 }) as Drone),
      )
  return { convoys: () => convoys, archivedConvoys: () => [], dronesOf }
}

let opened: { made: TestStore; store: OpenTables }[] = []
afterEach(async () => {
  for (const { made, store } of opened) {
    await store.close()
    await made.remove()
  }
  opened = []
})

describeOnBothStores('the past of a new fleet', (makeStore) => {
  async function openRig() {
    const fleet = await planFleet()
    const clock: TestClock = createTestClock(nowMs)
    const made = await makeStore()
    const store = await made.open(clock)
    opened.push({ made, store })
    const roster = rosterOf(fleet)
    const interrupted = new AbortController()
    /** Ends after so many chunks, as a process that is killed does. */
    let chunksLeft = Number.POSITIVE_INFINITY
    const deps: TellDeps = {
      ...{ tables: store, clock, roster, log: { info: () => undefined } },
      recordEngagements: async () => undefined,
      async openStory(plan) {
        const { fromMs, joinTerm, recordedFromMs } = plan
        const span = {
          fromMs,
          joinMs,
          joinTerm,
          intervalMs: 1_000,
          untilMs: recordedFromMs,
          framesUntilMs: recordedFromMs,
        }
        async function* chunks() {
          for await (const chunk of reconstructPast(fleet, span)) {
            if (chunksLeft-- <= 0) return interrupted.abort()
            yield chunk
          }
        }
        return { intervalMs: pastIntervalMs, engagements: new Map(), chunks: chunks() }
      },
    }
    const noRoster = { ...roster, convoys: (): readonly Convoy[] => [] }
    const prepare = (of: { convoys(): readonly Convoy[] } = noRoster) =>
      preparePast(
        {
          ...{ tables: store, clock, roster: { ...roster, ...of }, hours: 2, joinTermOf },
          fleetStart: () => ({ readingsFromMs: joinMs, engagementsFromMs: joinMs - hourMs }),
        },
        permanentLease,
      )
    const tell = (plan: PastPlan, signal = new AbortController().signal) => tellPast(deps, plan, signal, permanentLease)
    return {
      ...{ fleet, clock, store, roster, prepare, tell },
      async tellInPart(plan: PastPlan, chunks: number) {
        chunksLeft = chunks
        await tell(plan, interrupted.signal)
        chunksLeft = Number.POSITIVE_INFINITY
      },
    }
  }

  /** Every reading, change and frame, by table. */
  async function everythingIn(store: OpenTables, fleet: Fleet, fromMs: number) {
    const rows: unknown[][] = [[], [], [], []]
    for (let timeBucketMs = Math.floor(fromMs / hourMs) * hourMs; timeBucketMs < nowMs; timeBucketMs += hourMs)
      for (const { convoyId, drones } of fleet.convoys) {
        for (const { droneId } of drones)
          for await (const page of everyPage(store, tables.telemetry, { droneId, timeBucketMs })) rows[0]?.push(...page)
        for await (const page of everyPage(store, tables.convoyFrames, { convoyId, timeBucketMs }))
          rows[1]?.push(...page.map(({ frames, ...row }) => ({ ...row, frames: Buffer.from(frames).toString('hex') })))
      }
    for (const { convoyId } of fleet.convoys)
      for await (const page of readLeadershipChanges(store, convoyId, fromMs, nowMs)) rows[2]?.push(...page)
    for (const stepMs of [60_000, hourMs])
      for (const dayMs of [Date.UTC(2026, 10, 27), Date.UTC(2026, 10, 28)])
        for await (const page of everyPage(store, tables.recordedActivity, { stepMs, dayMs, convoyId: everyConvoyId }))
          rows[3]?.push(...page)
    return rows
  }

  test('is the same after an interruption as without one, with nothing twice, and is not written again', async () => {
    const [whole, broken] = [await openRig(), await openRig()]
    const plan = (await whole.prepare()) as PastPlan
    await storeSpan(whole.store, { startedAtMs: nowMs - 2_000, untilMs: nowMs }, 0)
    await storeSpan(broken.store, { startedAtMs: nowMs - 2_000, untilMs: nowMs }, 0)
    await whole.tell(plan)

    await broken.tellInPart((await broken.prepare()) as PastPlan, 5)
    const half = (await findPlan(broken.store)) as PastPlan
    expect(half).toMatchObject({ finishedAtMs: null, recordedFromMs: nowMs - 2_000 })
    expect(progressPctOf(half)).toBeGreaterThan(20)
    expect(progressPctOf(half)).toBeLessThan(60)
    broken.clock.advance(5_000)
    const again = (await broken.prepare(broken.roster)) as PastPlan
    expect(again).toEqual(half)
    await broken.tell(again)

    const [expected, got] = [
      await everythingIn(whole.store, whole.fleet, plan.fromMs),
      await everythingIn(broken.store, broken.fleet, plan.fromMs),
    ]
    expect(expected.map(({ length }) => length > 20)).toEqual([true, true, true, true])
    expect(got).toEqual(expected)
    expect(await broken.prepare(broken.roster)).toBeNull()
    expect(progressPctOf((await findPlan(broken.store)) as PastPlan)).toBe(100)
  }, 120_000)

  test('is not given to a store that has convoys', async () => {
    const rig = await openRig()
    expect(await rig.prepare(rig.roster)).toBeNull()
    expect(await findPlan(rig.store)).toBeNull()
  })

  test('shows moving convoys with leaders and handovers, and says that it was reconstructed', async () => {
    const rig = await openRig()
    const plan = (await rig.prepare()) as PastPlan
    await storeSpan(rig.store, { startedAtMs: nowMs - 2_000, untilMs: nowMs }, 0)
    await rig.tell(plan)
    const deps = { tables: rig.store, clock: rig.clock }
    const convoyIds = rig.fleet.convoys.map(({ convoyId }) => convoyId)

    const atMs = joinMs - hourMs
    const picture = await readPicture(deps, localActor, convoyIds, atMs)
    expect(picture).toMatchObject({ coverage: 'recorded', isReconstructed: true })
    for (const [n, convoy] of picture.convoys.entries()) {
      expect(convoy.roster?.drones.size).toBe(4)
      expect(convoy.leadership.leaderId).not.toBeNull()
      for (const drone of convoy.track?.drones ?? []) {
        expect(drone.freshness).toBe('live')
        const plans = rig.fleet.convoys[n]
        const flown = plans?.drones.find(({ droneId }) => droneId === drone.droneId)
        if (!plans || !flown) throw new Error('an unknown drone')
        const flight = flightAt(plans, flown, rig.fleet.terrain, drone.recordedAtMs)
        expect(drone.latitudeDeg).toBeCloseTo(flight.latitudeDeg, 5)
        expect(drone.longitudeDeg).toBeCloseTo(flight.longitudeDeg, 5)
      }
    }
    const later = await readPicture(deps, localActor, convoyIds, atMs + 120_000)
    const placeIn = (past: typeof picture) => past.convoys.map(({ track }) => track?.drones[0]?.recordedAtMs)
    expect(placeIn(later)).not.toEqual(placeIn(picture))
    expect(await readSpans(rig.store, plan.fromMs, nowMs)).toEqual([
      { startedAtMs: plan.fromMs, untilMs: nowMs - 2_000, isReconstructed: true },
      { startedAtMs: nowMs - 2_000, untilMs: nowMs, isReconstructed: false },
    ])
    const question = { convoyIds: null, fromMs: plan.fromMs, toMs: joinMs, steps: 300 }
    const { steps, marks } = await readPastActivity(deps, localActor, question)
    expect(steps.reduce((sum, { readings }) => sum + readings, 0)).toBeGreaterThan(
      (0.9 * 8 * 2 * hourMs) / pastIntervalMs,
    )
    expect(marks.filter(({ kind }) => kind === 'handover').length).toBeGreaterThan(10)
  }, 120_000)

  test('ends in the term from which the running fleet goes on with an election', async () => {
    const rig = await openRig()
    const plan = (await rig.prepare()) as PastPlan
    await rig.tell(plan)
    const live = startFleet(rig.fleet, {
      atMs: joinMs,
      intervalMs: 1_000,
      known: joinLeadership(rig.fleet, plan.joinTerm),
    })
    const first = stepFleet(live, 60_000).readings
    for (const { convoyId, drones } of rig.fleet.convoys) {
      const changes = []
      for await (const page of readLeadershipChanges(rig.store, convoyId, plan.fromMs, nowMs)) changes.push(...page)
      const terms = changes.map(({ after }) => after.term)
      expect(terms).toEqual(terms.toSorted((a, b) => b - a))
      expect(terms[0]).toBe(plan.joinTerm)
      expect(changes.every(({ atMs }) => atMs < joinMs)).toBe(true)
      const own = first.filter(({ droneId }) => drones.some((drone) => drone.droneId === droneId))
      expect(Math.max(...own.map(({ leadership }) => leadership?.term ?? 0))).toBeGreaterThan(plan.joinTerm)
    }
  }, 120_000)
})
