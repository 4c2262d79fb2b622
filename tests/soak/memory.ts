/** Whether memory is flat: of a process after forced collections, minute by minute. */
import type { Memory } from '../bench/collect-garbage.ts'

const growthAllowed = 1.2

/** What has grown. The first quarter fills what is bounded: caches, logs, windows of the bus, the heap itself. */
export function growthOf(memory: readonly Memory[]): string[] {
  const first = memory[Math.floor(memory.length / 4)]
  const last = memory.at(-1)
  if (!first || !last) return []
  return (['heldMiB', 'privateMiB'] as const)
    .filter((name) => last[name] > first[name] * growthAllowed)
    .map(
      (name) =>
        `${name} grew from ${Math.round(first[name])} to ${Math.round(last[name])}, expected at most ${growthAllowed} times as much`,
    )
}
