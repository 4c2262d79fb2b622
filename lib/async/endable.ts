/**
 * An iterator whose end reaches what it waits for. A generator that waits for the next message hears of `return` only once
 * that message came, so `end` (abort a signal, end a source) is called first.
 */
export function endable<T>(source: AsyncGenerator<T>, end: () => unknown): AsyncGenerator<T> {
  const iterator: AsyncGenerator<T> = {
    next: () => source.next(),
    async return(value) {
      await end()
      return source.return(value)
    },
    async throw(error) {
      await end()
      return source.throw(error)
    },
    [Symbol.asyncIterator]: () => iterator,
    async [Symbol.asyncDispose]() {
      await iterator.return(undefined)
    },
  }
  return iterator
}
