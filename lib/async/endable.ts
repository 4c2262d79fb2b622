/**
 * Makes `return` of a waiting generator take effect at once. A generator that awaits its next item handles `return` only after
 * that item, so `end` (which aborts a signal or closes a source) is called first.
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
