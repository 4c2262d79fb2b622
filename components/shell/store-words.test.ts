import { expect, test } from 'vitest'
import { type StoreState, storeNotice } from './store-words.ts'

const since = '2026-11-26T14:03:11.000Z'
const store = (state: StoreState['state']): StoreState => ({
  name: 'ScyllaDB',
  kind: 'STORE',
  state,
  since,
  detail: null,
})
const cache = (state: StoreState['state']): StoreState => ({ name: 'Redis', kind: 'CACHE', state, since, detail: null })

test('stores that are up need no words', () => {
  expect(storeNotice([])).toBeNull()
  expect(storeNotice([store('UP'), cache('UP')])).toBeNull()
})

test('without its cache: positions come from the database, nothing is lost', () => {
  expect(storeNotice([store('UP'), cache('DOWN')])).toEqual({
    tone: 'watch',
    title: 'Redis unavailable since 14:03:11Z',
    text: 'Live positions come from the database every few seconds. Nothing is lost.',
  })
})

test('without its database, with its cache or without: nothing is recorded, and from when is what is shown', () => {
  const words = {
    tone: 'bad',
    title: 'Database unavailable: nothing new is recorded',
    text: 'What is shown is from 14:03:11Z. Retrying ScyllaDB automatically.',
  }
  expect(storeNotice([cache('DOWN'), store('DOWN')])).toEqual(words)
  expect(storeNotice([cache('UP'), store('DOWN')])).toEqual(words)
})
