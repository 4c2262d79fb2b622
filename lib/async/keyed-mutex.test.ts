import { expect, test } from 'vitest'
import { createKeyedMutex } from './keyed-mutex.ts'

test('work on one key never overlaps and runs in the order of the calls', async () => {
  const mutex = createKeyedMutex<string>()
  const seen: string[] = []
  const one = (name: string) =>
    mutex.run('a', async () => {
      seen.push(`${name} begins`)
      await Promise.resolve()
      seen.push(`${name} ends`)
      return name
    })
  expect(await Promise.all([one('1'), one('2'), one('3')])).toEqual(['1', '2', '3'])
  expect(seen).toEqual(['1 begins', '1 ends', '2 begins', '2 ends', '3 begins', '3 ends'])
})

test('failing work rejects for its own caller only, and the next one runs', async () => {
  const mutex = createKeyedMutex<string>()
  const failing = mutex.run('a', async () => {
    throw new Error('no')
  })
  const next = mutex.run('a', async () => 'next')
  await expect(failing).rejects.toThrow('no')
  expect(await next).toBe('next')
})

test('work on another key does not wait', async () => {
  const mutex = createKeyedMutex<string>()
  const gate = Promise.withResolvers<void>()
  const held = mutex.run('a', () => gate.promise)
  expect(await mutex.run('b', async () => 'b')).toBe('b')
  gate.resolve()
  await held
})

test('work waits for a lock that was acquired before, until it is disposed of', async () => {
  const mutex = createKeyedMutex<string>()
  const seen: string[] = []
  const first = await mutex.acquire('a')
  const later = [mutex.run('a', async () => seen.push('work')), mutex.acquire('a').then(() => seen.push('lock'))]
  await mutex.run('b', async () => seen.push('other key'))
  expect(seen).toEqual(['other key'])
  first[Symbol.dispose]()
  await Promise.all(later)
  expect(seen).toEqual(['other key', 'work', 'lock'])
})
