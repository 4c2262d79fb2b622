/** Bounds on time that hold on machines which stand still for a moment now and then. */

/** The shortest of some tries, ms: a pause of the machine spoils one, what is slow by itself spoils all. */
export async function shortestMs(tries: number, attempt: (at: number) => Promise<number>): Promise<number> {
  let shortest = Number.POSITIVE_INFINITY
  for (let at = 0; at < tries; at++) shortest = Math.min(shortest, await attempt(at))
  return shortest
}

/** The shortest of some tries of what ends by itself, ms. */
export const shortestRunMs = (tries: number, run: () => Promise<unknown>): Promise<number> =>
  shortestMs(tries, async () => {
    const beganMs = performance.now()
    await run()
    return performance.now() - beganMs
  })
