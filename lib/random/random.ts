/** Numbers that look random and follow from a seed: the same seed gives the same numbers on every machine. */

export interface Random {
  /** In [0, 1). */
  unit(): number
  /** In [min, max). */
  between(min: number, max: number): number
  /** A whole number in [min, max]. */
  int(min: number, max: number): number
  /** One of the items, which must not be empty. */
  pick<T>(items: readonly T[]): T
  /** The items in another order. */
  shuffled<T>(items: readonly T[]): T[]
  /** Shaped like a random UUID (version 4). */
  uuid(): string
}

/** Whitens 32 bits (the finaliser of MurmurHash3). */
export function mix32(value: number): number {
  let h = value | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** 32 bits of a text; `salt` gives further independent ones. */
export function hash32(text: string, salt = 0): number {
  let h = mix32(salt + 0x9e3779b9)
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193) ^ (h >>> 15)
  return mix32(h)
}

/** A generator (sfc32) determined by `seed` only. Include its purpose in the seed: `createRandom(`${seed}/routes`)`. */
export function createRandom(seed: string): Random {
  let a = hash32(seed, 1)
  let b = hash32(seed, 2)
  let c = hash32(seed, 3)
  let counter = 1
  const next = (): number => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return sum >>> 0
  }
  for (let i = 0; i < 12; i++) next()

  const unit = () => next() / 0x1_0000_0000
  const int = (min: number, max: number) => min + Math.floor(unit() * (max - min + 1))
  return {
    unit,
    between: (min, max) => min + unit() * (max - min),
    int,
    pick<T>(items: readonly T[]): T {
      if (items.length === 0) throw new RangeError('Nothing to pick from: expected at least 1 item, got 0.')
      return items[int(0, items.length - 1)] as T
    },
    shuffled<T>(items: readonly T[]): T[] {
      const copy = [...items]
      for (let i = copy.length - 1; i > 0; i--) {
        const j = int(0, i)
        const moved = copy[i] as T
        copy[i] = copy[j] as T
        copy[j] = moved
      }
      return copy
    },
    uuid: () => toUuid(next(), next(), next(), next()),
  }
}

/** The UUID (shaped like version 4) that stands for a name under a seed. */
export function uuidOf(seed: string, name: string): string {
  const text = `${seed}/${name}`
  return toUuid(hash32(text, 11), hash32(text, 12), hash32(text, 13), hash32(text, 14))
}

function toUuid(a: number, b: number, c: number, d: number): string {
  const hex = (value: number) => (value >>> 0).toString(16).padStart(8, '0')
  const versioned = ((b & 0xffff0fff) | 0x4000) >>> 0
  const varied = ((c & 0x3fffffff) | 0x80000000) >>> 0
  return `${hex(a)}-${hex(versioned).slice(0, 4)}-${hex(versioned).slice(4)}-${hex(varied).slice(0, 4)}-${hex(varied).slice(4)}${hex(d)}`
}
