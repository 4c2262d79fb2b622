import { expect, test } from 'vitest'
import { createPreferences, preferencesKey } from './preferences.ts'

function storageWith(text: string | null) {
  const kept = new Map(text === null ? [] : [[preferencesKey, text]])
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  }
}
const refusing = {
  getItem: () => {
    throw new DOMException('refused', 'SecurityError')
  },
  setItem: () => {
    throw new DOMException('full', 'QuotaExceededError')
  },
}

test('what was set is found by the next page', () => {
  const storage = storageWith(null)
  createPreferences(storage).change({ hasSingleKeys: false })
  expect(createPreferences(storage).get()).toEqual({ hasSingleKeys: false, isWelcomed: false })
})
test.each(['', 'null', '[]', '{"hasSingleKeys":"no"}', '{', '7'])(
  'nonsense that is stored (%s) gives the defaults',
  (text) => expect(createPreferences(storageWith(text)).get()).toEqual({ hasSingleKeys: true, isWelcomed: false }),
)
test('a browser that refuses to store keeps it for the page', () => {
  const preferences = createPreferences(refusing)
  preferences.change({ isWelcomed: true })
  expect(preferences.get().isWelcomed).toBe(true)
})
