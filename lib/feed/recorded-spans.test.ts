import { expect, test } from 'vitest'
import { createRecordedSpans, type Span } from './recorded-spans.ts'

const dayMs = Date.UTC(2026, 10, 28)
const hour = 3_600_000

function open(spans: () => readonly Span[]) {
  let monotonicMs = 0
  const asked: number[] = []
  const recorded = createRecordedSpans({
    async load(fromMs) {
      asked.push(fromMs)
      return spans()
    },
    liveMs: () => dayMs + 10 * hour + monotonicMs,
    now: () => monotonicMs,
  })
  return {
    recorded,
    asked,
    pass(ms: number) {
      monotonicMs += ms
    },
    loaded: () => new Promise((resolve) => setImmediate(resolve)),
  }
}

test('an instant within a recorded span is recorded, one between two spans is not; until they are loaded neither is known', async () => {
  const { recorded, loaded } = open(() => [
    { fromMs: dayMs + hour, toMs: dayMs + 2 * hour },
    { fromMs: dayMs + 3 * hour, toMs: dayMs + 10 * hour },
  ])
  expect(recorded.isRecorded(dayMs + hour)).toBeNull()
  await loaded()
  expect([0, hour, 2 * hour - 1, 2 * hour, 3 * hour].map((ms) => recorded.isRecorded(dayMs + ms))).toEqual([
    false,
    true,
    true,
    false,
    true,
  ])
})

test('what the recorder has not reported yet is not known, and known once it has', async () => {
  let toMs = dayMs + 10 * hour - 4_000
  const { recorded, loaded, pass } = open(() => [{ fromMs: dayMs, toMs }])
  recorded.isRecorded(dayMs)
  await loaded()
  expect(recorded.isRecorded(dayMs + 10 * hour - 3_000)).toBeNull()
  toMs += 6_000
  pass(6_000)
  recorded.isRecorded(dayMs)
  await loaded()
  expect(recorded.isRecorded(dayMs + 10 * hour - 3_000)).toBe(true)
})

test('a day that is over is loaded once', async () => {
  const { recorded, loaded, pass, asked } = open(() => [])
  for (let i = 0; i < 5; i++) {
    recorded.isRecorded(dayMs - hour)
    await loaded()
    pass(6_000)
  }
  expect(asked).toHaveLength(1)
})
