/** Bytes that one endpoint buffers for all its clients together. */
export interface ByteBudget {
  readonly isSpent: boolean
  take(bytes: number): void
  giveBack(bytes: number): void
}

export function createByteBudget(limitBytes: number): ByteBudget {
  let held = 0
  return {
    get isSpent() {
      return held >= limitBytes
    },
    take(bytes) {
      held += bytes
    },
    giveBack(bytes) {
      held -= bytes
    },
  }
}
