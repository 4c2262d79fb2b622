import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeFrame } from '../frames/encode.ts'
import { createFramePacker } from '../frames/pack.ts'
import { createPicture } from './apply-frame.ts'
import { createConvoyReplay } from './convoy-replay.ts'
import { convoyId, delta, droneId, frame, record } from './frames.fixture.ts'
import type { RecordedEntry } from './recorded-segments.ts'

const minute = Date.UTC(2026, 10, 28, 9)
const latitudeAt = (second: number) => 34 + second / 100

/** A frame each second, a full one every ten seconds. `onUse` is told which are unpacked. */
function entriesOf(onUse: (second: number) => void): RecordedEntry[] {
  const packer = createFramePacker()
  return Array.from({ length: 60 }, (_, second) => {
    const atMs = minute + second * 1_000
    const records = [record(1, { recordedAtMs: atMs, latitudeDeg: latitudeAt(second) })]
    const own = second % 10 === 0 ? frame({ atMs, sequence: second, records }) : delta(second, { atMs, records })
    const packed = packer.pack(encodeFrame(own))
    // The kind may be looked at; what follows is read only to unpack.
    const bytes = new Proxy(packed, {
      get(of, key) {
        if (key === '1') onUse(second)
        const value = Reflect.get(of, key, of)
        return typeof value === 'function' ? value.bind(of) : value
      },
    })
    return { atMs, packed: bytes }
  })
}

test('an instant is shown from the last full frame before it: earlier frames are not unpacked', () => {
  const used: number[] = []
  const entries = entriesOf((second) => used.push(second))
  const [early, late] = [entries.slice(0, 30), entries.slice(30)]
  const replay = createConvoyReplay(convoyId, { find: (_, segment) => (segment === minute ? early : late) })
  const picture = createPicture(minute)
  const shown = (second: number) => {
    used.length = 0
    replay.showAt(picture, minute + second * 1_000)
    expect(picture.drones.get(droneId(1))?.latitudeDeg).toBeCloseTo(latitudeAt(second), 6)
    return [...new Set(used)]
  }
  expect(shown(57)).toEqual([50, 51, 52, 53, 54, 55, 56, 57])
  expect(shown(13)).toEqual([10, 11, 12, 13])
  expect(shown(15)).toEqual([14, 15])
  expect(shown(41)).toEqual([40, 41])
  expect(shown(40)).toEqual([40])
})

/** What changes in a second: some drones, a link, an election; null: the convoy is no longer shown. */
const seconds = fc.array(
  fc.option(
    fc.record({
      isFull: fc.boolean(),
      slots: fc.subarray([0, 1, 2, 3]),
      fuelPct: fc.integer({ min: 0, max: 100 }),
      link: fc.option(fc.tuple(fc.nat(3), fc.nat(3), fc.integer({ min: 0, max: 100 }))),
      votes: fc.option(fc.nat(9)),
    }),
    { freq: 8 },
  ),
  { minLength: 1, maxLength: 30 },
)

function entriesOfSeconds(changes: typeof seconds extends fc.Arbitrary<infer T> ? T : never): RecordedEntry[] {
  let packer = createFramePacker()
  let isShown = false
  return changes.map((change, second) => {
    const atMs = minute + second * 1_000
    const mustBeFull = !isShown
    isShown = change !== null
    if (!change) return { atMs, packed: null }
    const isFull = change.isFull || mustBeFull
    if (isFull) packer = createFramePacker()
    const slots = isFull ? [0, 1, 2, 3] : change.slots
    const [fromSlot, toSlot, linkPct] = change.link ?? []
    const { leadership } = frame()
    const parts = {
      ...{ atMs, sequence: second, droneCount: 4 },
      records: slots.map((slot) => record(slot, { recordedAtMs: atMs, fuelPct: change.fuelPct, sequence: second })),
      links: fromSlot === undefined ? [] : [{ fromSlot, toSlot: toSlot as number, linkPct: linkPct as number }],
      leadership: { ...leadership, candidates: change.votes === null ? [] : [{ slot: 1, votes: change.votes }] },
    }
    return { atMs, packed: packer.pack(encodeFrame(isFull ? frame(parts) : delta(second, parts))) }
  })
}

test('an instant looks the same from a jump as from all that was shown before it', () => {
  fc.assert(
    fc.property(seconds, fc.array(fc.nat(29), { minLength: 1, maxLength: 4 }), (changes, stops) => {
      const entries = entriesOfSeconds(changes)
      const source = { find: (_: unknown, segment: number) => (segment === minute ? entries : []) }
      const [jumped, stepped] = [createPicture(minute), createPicture(minute)]
      const jumping = createConvoyReplay(convoyId, source)
      for (const stop of stops) {
        jumping.showAt(jumped, minute + stop * 1_000)
        const stepping = createConvoyReplay(convoyId, source)
        for (let second = 0; second <= stop; second++) stepping.showAt(stepped, minute + second * 1_000)
        expect(jumped.convoys).toEqual(stepped.convoys)
      }
    }),
    { numRuns: 300 },
  )
})
