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
