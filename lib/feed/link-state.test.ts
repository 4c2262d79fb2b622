import { expect, test } from 'vitest'
import { createLinkWatch, judgeLink } from './link-state.ts'

const facts = {
  nowMs: 100_000,
  connected: true,
  everCut: false,
  missed: false,
  shownUpToMs: 99_700,
  resumedAtMs: null,
  droppedAtMs: null,
}

test.each([
  ['live', {}, 300],
  ['connecting', { shownUpToMs: null, connected: false }, 0],
  ['offline', { shownUpToMs: null, connected: false, everCut: true }, 0],
  ['offline', { connected: false, shownUpToMs: 90_000 }, 10_000],
  ['behind', { shownUpToMs: 96_000 }, 4_000],
  ['behind', { missed: true }, 300],
  ['resynced', { resumedAtMs: 95_000 }, 300],
  ['live', { resumedAtMs: 80_000 }, 300],
  ['dropped', { droppedAtMs: 95_000, resumedAtMs: 95_000 }, 300],
] as const)('the badge says %s of %o', (state, change, behindMs) => {
  expect(judgeLink({ ...facts, ...change })).toEqual({ state, behindMs })
})

test('a cut is told at once, counts while it lasts, and ends as resynced', () => {
  let nowMs = 1_000
  const watch = createLinkWatch(() => nowMs)
  const told: string[] = []
  watch.add((status) => told.push(`${status.state} ${status.behindMs} since ${status.sinceMs}`))
  watch.connected()
  watch.shown(1_000)
  watch.whole()
  nowMs = 2_000
  watch.cut()
  nowMs = 12_000
  watch.tell()
  watch.connected()
  watch.whole()
  watch.shown(12_000)
  expect(told).toEqual([
    'connecting 0 since 1000',
    'live 0 since 1000',
    'offline 1000 since 2000',
    'offline 11000 since 2000',
    'behind 11000 since 12000',
    'resynced 0 since 12000',
  ])
})

test('lost events are said to be lost', () => {
  const watch = createLinkWatch(() => 5_000)
  watch.connected()
  watch.shown(5_000)
  watch.noteEvents(118, 0)
  expect(watch.status).toMatchObject({ state: 'live', recovered: 118 })
  watch.noteEvents(0, 12)
  expect(watch.status).toMatchObject({ state: 'dropped', dropped: 12 })
})
