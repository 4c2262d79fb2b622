/** Whether memory is flat: of a process after forced collections, minute by minute. */
import { readFileSync } from 'node:fs'

/** What a process holds for itself, without the pages of its store. Linux. */
export function privateMiB(pid: number | undefined): number {
  const [, kib] = /^RssAnon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kib) / 1024
}

const growthAllowed = 1.2
/** What pages of the heap and of the allocator come and go. */
const slackMiB = 32

/** Null while memory is flat. The first quarter fills what is bounded: caches, logs, windows of the bus, the heap itself. */
export function growthOf(memoryMiB: readonly number[]): string | null {
  const first = memoryMiB[Math.floor(memoryMiB.length / 4)] ?? 0
  const last = memoryMiB.at(-1) ?? 0
  if (last <= first * growthAllowed + slackMiB) return null
  return `memory grew from ${Math.round(first)} to ${Math.round(last)} MiB, expected at most ${growthAllowed} times as much`
}
