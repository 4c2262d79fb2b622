import { createVarintReader, createVarintWriter } from '../../../../lib/bytes/varints.ts'

/** Lists of ascending instants, in about two bytes an instant. */
export interface Times {
  /** Begins another list. */
  begin(): void
  /** Adds to the newest list. */
  add(atMs: number): void
  lists(): Iterable<Iterable<number>>
}

export function createTimes(): Times {
  const steps = createVarintWriter()
  const sizes: number[] = []
  let lastMs = 0
  return {
    begin: () => void sizes.push(0),
    add(atMs) {
      steps.signed(atMs - lastMs)
      lastMs = atMs
      sizes[sizes.length - 1] = (sizes.at(-1) ?? 0) + 1
    },
    *lists() {
      const reader = createVarintReader(steps.written())
      let atMs = 0
      for (const size of sizes)
        yield (function* () {
          for (let left = size; left > 0; left -= 1) {
            atMs += reader.signed()
            yield atMs
          }
        })()
    },
  }
}
