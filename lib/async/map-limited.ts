/**
 * Runs `work` on every item, at most `limit` at a time; the results keep the order of the items. After the first failure it
 * starts no further items and rejects with that failure once those in progress have finished.
 */
export async function mapLimited<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T, at: number) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length)
  const failures: unknown[] = []
  let next = 0
  async function run(): Promise<void> {
    while (next < items.length && failures.length === 0) {
      const at = next++
      try {
        results[at] = await work(items[at] as T, at)
      } catch (error) {
        failures.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, run))
  if (failures.length > 0) throw failures[0]
  return results
}
