import { once } from 'node:events'
import { expect, test } from 'vitest'
import { failedRun, systemClock } from './clock.ts'

test.each([
  ['rejects', () => Promise.reject(new Error('store is unavailable'))],
  [
    'throws',
    () => {
      throw new Error('store is unavailable')
    },
  ],
])('a periodic run that %s is reported, and the next one runs', async (_, fail) => {
  let runs = 0
  let again = () => {}
  const ranAgain = new Promise<void>((resolve) => {
    again = resolve
  })
  const warned = once(process, 'warning')
  const stop = systemClock.every(1, () => {
    runs++
    if (runs > 1) return again()
    return fail()
  })
  const [warning] = (await warned) as [Error]
  expect(warning).toMatchObject({ name: failedRun, message: expect.stringContaining('store is unavailable') })
  await ranAgain
  stop()
})
