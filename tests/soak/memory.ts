/** Whether memory is flat: of a process after forced collections, minute by minute. */
import { readFileSync } from 'node:fs'

/** What a process holds for itself, without the pages of its store. Linux. */
export function privateMiB(pid: number | undefined): number {
  const [, kib] = /^RssAnon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kib) / 1024
}

export interface Memory {
  /** What the program holds, in its heap and in buffers. */
  heldMiB: number
  /** What the process has of the machine: the allocators give back little of what a busy moment took. */
  privateMiB: number
}

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
