/**
 * Resolves once both promises have settled, without keeping either result. For queues that keep only their newest promise:
 * `last = bothSettled(last, own)`. The result of Promise.allSettled would keep the result before it, and so on back to the
 * first: a memory leak.
 */
export const bothSettled = (earlier: Promise<unknown>, own: Promise<unknown>): Promise<void> =>
  Promise.allSettled([earlier, own]).then(() => undefined)
