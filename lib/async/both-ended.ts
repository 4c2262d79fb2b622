/**
 * Resolves when both have ended, however they ended, and holds neither's result. A queue that keeps only its newest link is
 * chained with this: `last = bothEnded(last, own)`. The result of Promise.allSettled would hold the result of the link
 * before, that one the result of its own predecessor, and so every link since the start.
 */
export const bothEnded = (earlier: Promise<unknown>, own: Promise<unknown>): Promise<void> =>
  Promise.allSettled([earlier, own]).then(() => undefined)
