import { expect, test } from 'vitest'
import { createTurns } from './turns.ts'

test('turns of one key never overlap and keep the order of asking', async () => {
  const turns = createTurns<string>()
  const seen: string[] = []
  const one = (name: string) =>
    turns.take('a', async () => {
      seen.push(`${name} begins`)
      await Promise.resolve()
      seen.push(`${name} ends`)
      return name
    })
  expect(await Promise.all([one('1'), one('2'), one('3')])).toEqual(['1', '2', '3'])
  expect(seen).toEqual(['1 begins', '1 ends', '2 begins', '2 ends', '3 begins', '3 ends'])
})

test('a turn that fails fails its own caller and lets the next one in', async () => {
  const turns = createTurns<string>()
  const failing = turns.take('a', async () => {
    throw new Error('no')
  })
  const next = turns.take('a', async () => 'next')
  await expect(failing).rejects.toThrow('no')
  expect(await next).toBe('next')
})

test('another key does not wait', async () => {
  const turns = createTurns<string>()
  const gate = Promise.withResolvers<void>()
  const held = turns.take('a', () => gate.promise)
  expect(await turns.take('b', async () => 'b')).toBe('b')
  gate.resolve()
  await held
})
