import { expect, test } from 'vitest'
import { createRandom } from '../../../lib/random/random.ts'
import type { StoredReading } from '../../../schema/telemetry.ts'
import { type BatchWrite, InFlightReadings } from './in-flight-readings.ts'

const at = (recordedAtMs: number, sequence = 0) => ({ recordedAtMs, sequence }) as StoredReading

test('every reading in flight is found with its write, and no other (seed under-way/1)', () => {
  const random = createRandom('under-way/1')
  const wrong: unknown[] = []
  for (let round = 0; round < 50; round += 1) {
    const inFlight = new InFlightReadings()
    const expected = new Map<string, BatchWrite>()
    const writes: BatchWrite[] = []
    let timeMs = 100
    let sequence = 0
    for (let batch = 0; batch < random.int(1, 6); batch += 1) {
      const write = { failed: false }
      writes.push(write)
      for (let count = random.int(1, 20); count > 0; count -= 1) {
        if (random.int(0, 1) === 0) timeMs += random.int(1, 3)
        sequence += random.int(1, 2)
        inFlight.addNew(at(timeMs, sequence), write)
        expected.set(`${timeMs}/${sequence}`, write)
      }
      const candidate = at(random.int(0, 90), batch)
      inFlight.addPossibleDuplicate(candidate, write)
      expected.set(`${candidate.recordedAtMs}/${batch}`, write)
    }
    const ended = random.pick(writes)
    inFlight.endRun(ended)
    for (let time = 0; time <= timeMs + 1; time += 1)
      for (let count = 0; count <= sequence + 1; count += 1) {
        const write = expected.get(`${time}/${count}`)
        const isEnded = write === ended && time >= 100
        const found = inFlight.find(at(time, count))?.write
        if (found !== (isEnded ? undefined : write)) wrong.push({ round, time, count })
      }
  }
  expect(wrong).toEqual([])
})

test('nothing is kept once all writes have ended', () => {
  const inFlight = new InFlightReadings()
  const write = { failed: false }
  expect(inFlight.addNew(at(1), write)).toBe(true)
  expect(inFlight.addNew(at(2), write)).toBe(false)
  inFlight.addPossibleDuplicate(at(0), write)
  inFlight.endRun(write)
  inFlight.endPossibleDuplicate(at(0))
  expect([...inFlight.readings()]).toEqual([])
})
