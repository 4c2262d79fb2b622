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

test('without its database: nothing is recorded, and from when is what is shown', () => {
  expect(storeNotice([cache('DOWN'), store('DOWN')])).toEqual({
    tone: 'bad',
    title: 'Database unavailable: nothing new is recorded',
    text: 'What is shown is from 14:03:11Z. Retrying ScyllaDB automatically.',
  })
})

test('the worst comes first: database down, cache down, database slow, cache slow', () => {
  const titleOf = (stores: StoreState[]) => storeNotice(stores)?.title
  expect(titleOf([cache('DOWN'), store('SLOW')])).toMatch(/^Redis unavailable/)
  expect(titleOf([cache('SLOW'), store('SLOW')])).toMatch(/^ScyllaDB slow/)
  expect(titleOf([cache('SLOW'), store('UP')])).toMatch(/^Redis slow/)
})
