import { expect, test } from 'vitest'
import { createRandom } from '../../../lib/random/random.ts'
import type { StoredReading } from '../../../schema/telemetry.ts'
import { UnderWay, type Voyage } from './under-way.ts'

const at = (recordedAtMs: number, sequence = 0) => ({ recordedAtMs, sequence }) as StoredReading

test('every reading under way is found with its voyage, and none that is not (seed under-way/1)', () => {
  const random = createRandom('under-way/1')
  const wrong: unknown[] = []
  for (let round = 0; round < 50; round += 1) {
    const underWay = new UnderWay()
    const expected = new Map<string, Voyage>()
    const voyages: Voyage[] = []
    let timeMs = 100
    let sequence = 0
    for (let batch = 0; batch < random.int(1, 6); batch += 1) {
      const voyage = { failed: false }
      voyages.push(voyage)
      for (let count = random.int(1, 20); count > 0; count -= 1) {
        if (random.int(0, 1) === 0) timeMs += random.int(1, 3)
        sequence += random.int(1, 2)
        underWay.addNew(at(timeMs, sequence), voyage)
        expected.set(`${timeMs}/${sequence}`, voyage)
      }
      const doubted = at(random.int(0, 90), batch)
      underWay.addDoubted(doubted, voyage)
      expected.set(`${doubted.recordedAtMs}/${batch}`, voyage)
    }
    const ended = random.pick(voyages)
    underWay.endRun(ended)
    for (let time = 0; time <= timeMs + 1; time += 1)
      for (let count = 0; count <= sequence + 1; count += 1) {
        const voyage = expected.get(`${time}/${count}`)
        const isEnded = voyage === ended && time >= 100
        const found = underWay.find(at(time, count))?.voyage
        if (found !== (isEnded ? undefined : voyage)) wrong.push({ round, time, count })
      }
  }
  expect(wrong).toEqual([])
})

test('when all voyages have ended nothing is held', () => {
  const underWay = new UnderWay()
  const voyage = { failed: false }
  expect(underWay.addNew(at(1), voyage)).toBe(true)
  expect(underWay.addNew(at(2), voyage)).toBe(false)
  underWay.addDoubted(at(0), voyage)
  underWay.endRun(voyage)
  underWay.endDoubted(at(0))
  expect([...underWay.readings()]).toEqual([])
})
