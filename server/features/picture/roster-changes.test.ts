import { afterEach, beforeEach, expect, test } from 'vitest'
import { applyFrame, createPicture, dropConvoy } from '../../../lib/feed/apply-frame.ts'
import { decodeFrame } from '../../../lib/frames/decode.ts'
import { createRandom } from '../../../lib/random/random.ts'
import type { Drone } from '../../../schema/convoys.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import type { StoredReading } from '../../../schema/telemetry.ts'
import {
  convoyId,
  droneId,
  type EngagementRig,
  openEngagementRig,
  otherConvoyId,
} from '../../../tests/support/engagement-rig.ts'
import { createNewestReadings } from '../../repositories/newest-readings.ts'
import { openElection } from '../leadership/rules.ts'
import { startLivePicture } from './live-picture.ts'

let rig: EngagementRig
let stop: AbortController
let stored: Map<DroneId, StoredReading>
beforeEach(async () => {
  rig = await openEngagementRig()
  stop = new AbortController()
  stored = new Map()
})
afterEach(async () => {
  stop.abort()
  await rig.close()
})

/** A screen that follows everything, as the page does. */
async function openScreen() {
  const { bus, clock, roster } = rig
  const live = await startLivePicture(
    {
      ...{ bus, clock, roster },
      leadershipOf: (id) => openElection(id, 2_000, 0).shown,
      newest: createNewestReadings({ clock, roster, fromStore: async (id) => stored.get(id) ?? null, fleet: null }),
      log: { warn() {} },
    },
    stop.signal,
  )
  const picture = createPicture()
  let holes = 0
  live.subscribe(
    {
      bufferedBytes: () => 0,
      sendFrame(bytes) {
        if (!applyFrame(picture, decodeFrame(bytes))) holes++
      },
      sendGone: (convoyIds) => convoyIds.forEach((id) => void dropConvoy(picture, id)),
      sendConflated() {},
      closeLaggard() {},
    },
    { convoyIds: null, rateHz: 4, box: null },
  )
  const settled = () => clock.advance(300)
  return {
    picture,
    holes: () => holes,
    settled,
    drawn: (id: DroneId) => {
      const track = picture.drones.get(id)
      return track && { convoyId: track.convoyId, sequence: track.hasReading ? track.sequence : null }
    },
    sizes: () => [convoyId, otherConvoyId].map((id) => picture.convoys.get(id)?.drones.length ?? null),
  }
}

let sequence = 0
/** Stores a reading and publishes it under the convoy that ingest knew. */
async function report(id: DroneId, published: ConvoyId, more: Partial<StoredReading> = {}): Promise<number> {
  sequence += 1
  const reading = {
    ...{ droneId: id, recordedAtMs: rig.clock.nowMs() + sequence, receivedAtMs: rig.clock.nowMs(), sequence, flags: 0 },
    ...{ latitudeDeg: 34, longitudeDeg: 69, altitudeM: 1, headingDeg: 1, speedMps: 1, fuelPct: 1, linkPct: 1 },
    ...{ leadership: null, ...more },
  } as StoredReading
  stored.set(id, reading)
  await rig.bus.publish('readings', { convoyId: published, readings: [reading] })
  return sequence
}
const held = (id: DroneId) => rig.roster.findDrone(id) as Drone

test('a drone that is assigned to another convoy is drawn there with its newest reading, and nowhere else', async () => {
  const screen = await openScreen()
  const newest = await report(droneId(2), convoyId)
  await screen.settled()
  expect(screen.drawn(droneId(2))).toEqual({ convoyId, sequence: newest })
  await rig.roster.moveDrone(held(droneId(2)), otherConvoyId)
  await screen.settled()
  expect(screen.drawn(droneId(2))).toEqual({ convoyId: otherConvoyId, sequence: newest })
  expect(screen.sizes()).toEqual([3, 2])
  const next = await report(droneId(2), otherConvoyId)
  await screen.settled()
  expect(screen.drawn(droneId(2))).toEqual({ convoyId: otherConvoyId, sequence: next })
  expect(screen.holes()).toBe(0)
})

test('a reading that was under way under the old convoy is drawn in the new one, and one that hurried ahead is not lost', async () => {
  const screen = await openScreen()
  await rig.roster.moveDrone(held(droneId(2)), otherConvoyId)
  const late = await report(droneId(2), convoyId)
  await screen.settled()
  expect(screen.drawn(droneId(2))).toEqual({ convoyId: otherConvoyId, sequence: late })
  const early = await report(droneId(3), otherConvoyId)
  await rig.roster.moveDrone(held(droneId(3)), otherConvoyId)
  await screen.settled()
  expect(screen.drawn(droneId(3))).toEqual({ convoyId: otherConvoyId, sequence: early })
})

test('drones that the picture finds when it loads again are drawn, whether they have reported or not', async () => {
  const screen = await openScreen()
  await screen.settled()
  const joined = [8, 9].map((n) => ({ ...held(droneId(1)), droneId: droneId(n), version: 1 }))
  rig.roster.restore({ convoys: [], drones: joined })
  const newest = await report(droneId(9), convoyId)
  await rig.bus.publish('readings', { convoyId, readings: [null as never] })
  for (let n = 0; n < 20; n++) await screen.settled()
  expect(screen.sizes()).toEqual([6, 1])
  expect(screen.drawn(droneId(8))).toEqual({ convoyId, sequence: null })
  expect(screen.drawn(droneId(9))).toEqual({ convoyId, sequence: newest })
  expect(screen.holes()).toBe(0)
})

test('links of a drone that left are gone, those among the others stay', async () => {
  const screen = await openScreen()
  const peers = [2, 3, 4].map((n) => ({ droneId: droneId(n), linkPct: 80 }))
  const leadership = { term: 1, role: 'follower' as const, leaderId: null, votedFor: null, peers }
  for (const n of [1, 4]) await report(droneId(n), convoyId, { leadership })
  await screen.settled()
  await rig.roster.moveDrone(held(droneId(2)), otherConvoyId)
  await screen.settled()
  const links = [...(screen.picture.convoys.get(convoyId)?.links.values() ?? [])]
  const ends = links.map(({ fromId, toId }) => `${fromId.at(-1)}-${toId.at(-1)}`)
  expect(ends.sort()).toEqual(['1-3', '1-4', '4-3'])
})

test('a retired drone is not drawn, and is drawn again with its newest reading when it returns', async () => {
  const screen = await openScreen()
  const newest = await report(droneId(1), convoyId)
  const drone = held(droneId(1))
  await rig.roster.saveDrone({ ...drone, retiredAtMs: rig.clock.nowMs(), version: 2 }, 1)
  await screen.settled()
  expect(screen.drawn(droneId(1))).toBeUndefined()
  expect(screen.sizes()).toEqual([3, 1])
  await rig.roster.saveDrone({ ...drone, version: 3 }, 2)
  await screen.settled()
  expect(screen.drawn(droneId(1))).toEqual({ convoyId, sequence: newest })
})

test('an archived convoy is off the map, and back with what came meanwhile when it is restored', async () => {
  const screen = await openScreen()
  await report(droneId(1), convoyId)
  await screen.settled()
  const convoy = rig.roster.findConvoy(convoyId) as NonNullable<ReturnType<typeof rig.roster.findConvoy>>
  await rig.roster.saveConvoy({ ...convoy, archivedAtMs: rig.clock.nowMs(), version: 2 }, 1)
  await screen.settled()
  expect(screen.sizes()).toEqual([null, 1])
  const meanwhile = await report(droneId(1), convoyId)
  await screen.settled()
  expect(screen.drawn(droneId(1))).toBeUndefined()
  await rig.roster.saveConvoy({ ...convoy, version: 3 }, 2)
  await screen.settled()
  expect(screen.drawn(droneId(1))).toEqual({ convoyId, sequence: meanwhile })
})

test('however drones change convoy while they report, each is drawn once, where it belongs, with its newest reading', async () => {
  const random = createRandom('drones between convoys')
  const screen = await openScreen()
  const newest = new Map<DroneId, number>()
  for (let step = 0; step < 400; step++) {
    const id = droneId(random.int(1, 4))
    // Ingest may not have heard yet where the drone belongs.
    const published = random.unit() < 0.3 ? [convoyId, otherConvoyId][random.int(0, 1)] : held(id).convoyId
    if (random.unit() < 0.7) newest.set(id, await report(id, published as ConvoyId))
    else await rig.roster.moveDrone(held(id), held(id).convoyId === convoyId ? otherConvoyId : convoyId)
    if (random.unit() < 0.3) await screen.settled()
  }
  await screen.settled()
  await screen.settled()
  for (const [id, at] of newest) expect(screen.drawn(id)).toEqual({ convoyId: held(id).convoyId, sequence: at })
  const sizes = [convoyId, otherConvoyId].map((id) => rig.roster.dronesOf(id).length)
  expect(screen.sizes()).toEqual(sizes)
  expect(screen.holes()).toBe(0)
})
