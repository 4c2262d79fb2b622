import { expect, test } from 'vitest'
import { createLinkWatch, judgeLink } from './link-state.ts'

const facts = {
  nowMs: 100_000,
  connected: true,
  everDisconnected: false,
  started: true,
  missed: false,
  completeUpToMs: 99_700,
  resumedAtMs: null,
  droppedAtMs: null,
}

test.each([
  ['live', {}],
  ['connecting', { completeUpToMs: null, connected: false, started: false }],
  ['loading', { completeUpToMs: null }],
  ['offline', { completeUpToMs: null, connected: false, everDisconnected: true }],
  ['offline', { connected: false, completeUpToMs: 90_000 }],
  ['behind', { completeUpToMs: 96_000 }],
  ['resyncing', { missed: true }],
  ['resyncing', { missed: true, completeUpToMs: 75_000 }],
  ['resynced', { resumedAtMs: 95_000 }],
  ['live', { resumedAtMs: 80_000 }],
  ['dropped', { droppedAtMs: 95_000, resumedAtMs: 95_000 }],
] as const)('the link is %s with %o', (state, change) => {
  expect(judgeLink({ ...facts, ...change })).toBe(state)
})

test('a disconnect shows at once, lasts until everything missed has arrived, and ends as resynced', () => {
  let nowMs = 1_000
  const watch = createLinkWatch(() => nowMs)
  const seen: string[] = []
  const look = () => {
    const { state, completeUpToMs, sinceMs } = watch.judge()
    seen.push(`${state}, complete up to ${completeUpToMs}, since ${sinceMs}`)
  }
  look()
  watch.connected()
  watch.started()
  look()
  watch.complete(1_000)
  look()
  nowMs = 2_000
  watch.disconnected()
  look()
  nowMs = 12_000
  look()
  watch.connected()
  look()
  watch.complete(12_000)
  look()
  expect(seen).toEqual([
    'connecting, complete up to null, since 1000',
    'loading, complete up to null, since 1000',
    'live, complete up to 1000, since 1000',
    'offline, complete up to 1000, since 2000',
    'offline, complete up to 1000, since 2000',
    'resyncing, complete up to 1000, since 12000',
    'resynced, complete up to 12000, since 12000',
  ])
})

test('lost events show as dropped', () => {
  const watch = createLinkWatch(() => 5_000)
  watch.connected()
  watch.complete(5_000)
  expect(watch.judge()).toMatchObject({ state: 'live', dropped: 0 })
  watch.noteDropped(12)
  expect(watch.judge()).toMatchObject({ state: 'dropped', dropped: 12 })
})
