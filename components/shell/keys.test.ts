import { describe, expect, test } from 'vitest'
import { actionOf, keyBindingsOf } from './keys.ts'
import { panels } from './panels.tsx'

const keyBindings = keyBindingsOf(panels)

const press = (key: string, more = {}) =>
  actionOf(
    { key, ctrlKey: false, metaKey: false, altKey: false, typing: false, hasSingleKeys: true, ...more },
    keyBindings,
  )

describe('keys', () => {
  test('no key means two things', () => {
    const keys = keyBindings.flatMap((binding) => binding.keys)
    expect(new Set(keys).size).toBe(keys.length)
  })
  test('every key of the help sheet does what it says', () => {
    for (const { keys, action } of keyBindings) for (const key of keys) expect(press(key)).toBe(action)
  })
  test('Escape clears, also while typing', () => expect(press('Escape', { typing: true })).toBe('clear'))
  test('with single keys switched off only Escape does something', () => {
    for (const { keys, action } of keyBindings)
      for (const key of keys) if (action !== 'clear') expect(press(key, { hasSingleKeys: false })).toBeNull()
    expect(press('Escape', { hasSingleKeys: false })).toBe('clear')
  })
  test('letters typed into a field stay letters', () => expect(press('f', { typing: true })).toBeNull())
  test('Ctrl+F stays the browser’s', () => expect(press('f', { ctrlKey: true })).toBeNull())
  test('capital letters do the same', () => expect(press('F')).toBe('follow'))
})
