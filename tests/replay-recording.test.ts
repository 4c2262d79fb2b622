import { afterEach, expect, test } from 'vitest'
import { decodeFrame } from '../lib/frames/decode.ts'
import { frameKinds, header } from '../lib/frames/layout.ts'
import { convoyFrames } from '../schema/tables.ts'
import { leaseMs } from '../server/repositories/held-row.ts'
import { readSpans } from '../server/repositories/recorded-frames.ts'
import { createFailingTables, readsAndWrites } from './support/failing-tables.ts'
import { openReplayRig, startMs } from './support/replay-rig.ts'
import { describeOnBothStores } from './support/replay-stores.ts'
import { convoyId } from './support/telemetry-server.ts'

type Rig = Awaited<ReturnType<typeof openReplayRig>>
let rig: Rig
afterEach(() => rig.close())

const minute = 60_000
const hourMs = 3_600_000
const dayMs = 86_400_000
const hourOf = (atMs: number) => Math.floor(atMs / hourMs) * hourMs
const leaseOf = (fence: number) => ({ fence, requireHeld: () => undefined })
const isFull = (frame: Uint8Array | null | undefined) => frame?.[header.kind] === frameKinds.full

/** What a subscriber is sent once a second at most. */
function subscribe({ picture }: Rig): Uint8Array[] {
  const sent: Uint8Array[] = []
  const sink = {
    bufferedBytes: () => 0,
    sendFrame: (frame: Uint8Array) => void sent.push(frame),
    sendConflated() {},
    sendGone() {},
    closeLaggard() {},
  }
  picture.subscribe(sink, { convoyIds: null, rateHz: 1, box: null })
  return sent
}

/** Every drone reports each second. */
async function fly({ droneIds, report, pass }: Rig, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    for (const [index, droneId] of droneIds.entries()) {
      await report(droneId, { sequence: second, fuelPct: 80 - index, headingDeg: (second * 3) % 360 })
      await pass(250)
    }
    await pass(1_000 - 250 * droneIds.length)
  }
}

describeOnBothStores('the recorder', (makeStore) => {
  test('what was recorded is, byte for byte, what subscribers were sent, over minutes and midnight', async () => {
    rig = await openReplayRig({ makeStore })
    const sent = subscribe(rig)
    const recorder = rig.record()
    await fly(rig, 150)
    await recorder.stop()
    const recorded = await rig.recorded(startMs, startMs + dayMs)
    expect(recorded.length).toBeGreaterThan(140)
    const changes = recorded.filter(({ frame }) => frame && !isFull(frame))
    const sentHex = new Set(sent.map((frame) => Buffer.from(frame).toString('hex')))
    for (const { frame } of changes) expect(sentHex).toContain(Buffer.from(frame as Uint8Array).toString('hex'))
    expect(changes.length).toBeGreaterThan(135)
  })

  test('each minute begins with a full frame, so it can be read by itself, and so does each half minute in which something changed', async () => {
    rig = await openReplayRig({ makeStore })
    const recorder = rig.record()
    await fly(rig, 150)
    await recorder.stop()
    for (let fromMs = startMs - (startMs % minute) + minute; fromMs < startMs + 120_000; fromMs += minute) {
      const recorded = await rig.recorded(fromMs, fromMs + minute)
      expect(isFull(recorded[0]?.frame)).toBe(true)
      expect(recorded.length).toBeGreaterThan(55)
      const late = recorded.filter(({ atMs }) => atMs >= fromMs + minute / 2)
      expect(late.map(({ frame }) => isFull(frame))).toEqual(late.map((_, n) => n === 0))
    }
  })

  test('nothing is written for what stood still but a full frame each minute', async () => {
    rig = await openReplayRig({ makeStore })
    const recorder = rig.record()
    await fly(rig, 2)
    await rig.pass(5 * minute)
    await recorder.stop()
    const still = await rig.recorded(startMs + minute, startMs + 6 * minute)
    expect(still.map(({ frame }) => isFull(frame))).toEqual([true, true, true, true])
  })

  test('a time without a recorder, or in which frames could not be stored, is a gap; after it comes a full frame', async () => {
    rig = await openReplayRig({ makeStore })
    const first = rig.record()
    await fly(rig, 10)
    await first.stop()
    await fly(rig, 20)
    const second = rig.record()
    await fly(rig, 10)
    const failedAtMs = rig.clock.nowMs()
    rig.tables.failAt({ write: 1, how: 'lost', down: true })
    await fly(rig, 15)
    rig.tables.failAt(null)
    const healedAtMs = rig.clock.nowMs()
    await fly(rig, 10)
    await second.stop()
    expect(second.counters.gaps).toBeGreaterThan(0)
    const spans = await readSpans(rig.store, startMs, startMs + dayMs)
    expect(spans).toHaveLength(3)
    const [, before, after] = spans
    expect(before?.startedAtMs).toBe(startMs + 30_000)
    expect(before?.untilMs).toBeLessThanOrEqual(failedAtMs)
    expect(after?.startedAtMs).toBeGreaterThanOrEqual(healedAtMs - 1_000)
    for (const { startedAtMs } of spans) {
      const recorded = await rig.recorded(startedAtMs, startedAtMs + 5_000)
      expect(isFull(recorded[0]?.frame)).toBe(true)
    }
  })

  test('an archived convoy is shown no longer from then on, and again when it is restored', async () => {
    rig = await openReplayRig({ makeStore })
    const recorder = rig.record()
    await fly(rig, 3)
    const archive = async (archivedAtMs: number | null) => {
      const convoy = rig.roster.findConvoy(convoyId)
      if (!convoy) throw new Error('no convoy')
      await rig.roster.saveConvoy({ ...convoy, archivedAtMs, version: convoy.version + 1 }, convoy.version)
      await rig.bus.publish('events', { kind: 'roster', convoyId, droneIds: null, atMs: rig.clock.nowMs() } as never)
      await rig.pass(2_000)
    }
    await archive(rig.clock.nowMs())
    await archive(null)
    await fly(rig, 2)
    await recorder.stop()
    const recorded = await rig.recorded(startMs, startMs + minute)
    const goneAt = recorded.findIndex(({ frame }) => frame === null)
    expect(goneAt).toBeGreaterThan(0)
    expect(isFull(recorded[goneAt + 1]?.frame)).toBe(true)
    expect(decodeFrame(recorded.at(-1)?.frame as Uint8Array).records.length).toBeGreaterThan(0)
  })

  test('F139 of two recorders only the later one is read from its first frame on, and each minute stays whole', async () => {
    rig = await openReplayRig({ makeStore })
    const former = rig.record(leaseOf(1))
    await fly(rig, 10)
    const tookOverMs = rig.clock.nowMs()
    const current = rig.record(leaseOf(2))
    await fly(rig, 100)
    await Promise.all([former.stop(), current.stop()])
    const both = await rig.store.scan(convoyFrames, { convoyId, timeBucketMs: hourOf(tookOverMs) })
    expect(new Set(both.rows.map(({ fence }) => fence))).toEqual(new Set([1, 2]))
    const after = await rig.recorded(tookOverMs, startMs + hourMs)
    expect(isFull(after[0]?.frame)).toBe(true)
    // One a second, not two.
    expect(after.length).toBeGreaterThan(95)
    expect(after.length).toBeLessThan(110)
  })

  test('F139 a recorder that died is replaced within the time of a lease, and the gap is known', async () => {
    rig = await openReplayRig({ makeStore })
    const dying = createFailingTables(rig.store, readsAndWrites)
    const first = rig.recordUnderLease('first', dying)
    await fly(rig, 5)
    const second = rig.recordUnderLease('second', rig.store)
    await fly(rig, 5)
    dying.failAt({ write: 1, how: 'lost', down: true })
    const diedMs = rig.clock.nowMs()
    await fly(rig, 30)
    await Promise.all([first.stop(), second.stop()])
    const spans = await readSpans(rig.store, startMs, startMs + dayMs)
    expect(spans).toHaveLength(2)
    const [before, after] = spans
    expect(before?.untilMs).toBeGreaterThan(diedMs - 2_000)
    expect(before?.untilMs).toBeLessThanOrEqual(diedMs)
    expect(after?.startedAtMs).toBeLessThanOrEqual(diedMs + leaseMs + 5_000)
    const recorded = await rig.recorded(after?.startedAtMs ?? 0, startMs + hourMs)
    expect(isFull(recorded[0]?.frame)).toBe(true)
  })
})
