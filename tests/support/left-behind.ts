/** Counts the objects that stay after work is done: what grows with the work is kept somewhere. */
import { queryObjects } from 'node:v8'

/** Counting collects first, so what is counted is what something still holds. */
const countHeld = (): number => Number(queryObjects(Array)) + Number(queryObjects(Promise))

/** Runs it `times` times, one after the other, and returns how many more lists and promises are held than before. */
export async function countLeftBehind(times: number, run: (number: number) => Promise<unknown>): Promise<number> {
  // What the first runs set up stays for good.
  const warmUp = Math.ceil(times / 10)
  for (let number = 0; number < warmUp; number += 1) await run(number)
  const before = countHeld()
  for (let number = 0; number < times; number += 1) await run(warmUp + number)
  return countHeld() - before
}
