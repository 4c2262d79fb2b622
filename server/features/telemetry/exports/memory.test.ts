import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'

/** Under this limit a list of the readings alone does not fit. */
const resourceLimits = { maxOldGenerationSizeMb: 24, maxYoungGenerationSizeMb: 4 }

const write = async (name: string, readings: number) => {
  const worker = new Worker(new URL('./small-heap.fixture.ts', import.meta.url), {
    workerData: { name, readings },
    resourceLimits,
  })
  const [sizes] = (await once(worker, 'message')) as [{ chars: number; longestChunk: number }]
  return sizes
}

test.each([
  ['ndjson', 130],
  ['csv', 100],
  ['geojson', 70],
  ['gpx', 110],
  ['kml', 100],
])('%s: an export of a drone’s 300,000 readings takes a heap of 24 MB', async (name, charsPerReading) => {
  const { chars, longestChunk } = await write(name, 300_000)
  expect(chars).toBeGreaterThan(300_000 * charsPerReading)
  expect(longestChunk).toBeLessThan(512 << 10)
})
