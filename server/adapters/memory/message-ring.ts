interface RingOptions<M> {
  /** Maximum total weight of the messages held; the newest is always held. */
  capacity: number
  weigh: (message: M) => number
  /** Allocates the slots. */
  allocate?: (size: number) => (M | undefined)[]
}

const firstSize = 16

/** The newest messages of a log, numbered from 1, in a ring buffer: appends take amortized constant time. */
export class MessageRing<M> {
  /** Number of the newest message; 0 before the first. */
  newest = 0
  /** Number of the oldest message held; `newest + 1` while there is none. */
  oldest = 1
  readonly #capacity: number
  readonly #weigh: (message: M) => number
  readonly #allocate: (size: number) => (M | undefined)[]
  #slots: (M | undefined)[]
  #size = firstSize
  #weight = 0

  constructor({ capacity, weigh, allocate = (size) => new Array(size).fill(undefined) }: RingOptions<M>) {
    this.#capacity = capacity
    // Messages of weight 0 would never be dropped.
    this.#weigh = (message) => Math.max(1, weigh(message))
    this.#allocate = allocate
    this.#slots = allocate(firstSize)
  }

  append(message: M): void {
    const weight = this.#weigh(message)
    this.newest++
    if (this.newest - this.oldest >= this.#size) this.#grow()
    this.#slots[this.newest % this.#size] = message
    this.#weight += weight
    while (this.#weight > this.#capacity && this.oldest < this.newest) this.#dropOldest()
  }

  /** The message of a number from `oldest` to `newest`. */
  at(number: number): M {
    return this.#slots[number % this.#size] as M
  }

  #dropOldest(): void {
    const slot = this.oldest % this.#size
    this.#weight -= this.#weigh(this.#slots[slot] as M)
    this.#slots[slot] = undefined
    this.oldest++
  }

  /** Doubles the slots, so appends stay amortized O(1). */
  #grow(): void {
    const size = this.#size * 2
    const slots = this.#allocate(size)
    for (let number = this.oldest; number < this.newest; number++) slots[number % size] = this.at(number)
    this.#slots = slots
    this.#size = size
  }
}
