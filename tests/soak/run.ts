/**
 * `npm run soak [minutes]` (30 when not said): the whole server with a simulated fleet of 1,200 drones, and 50 readers of the live
 * picture that come and go. Tells every minute how it fares; fails when memory goes on growing, when a reading is refused, or
 * when the process ends.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { startServer } from '../support/server-process.ts'

const minutes = Number(process.argv[2] ?? 30)
const readers = 50
const growthAllowed = 1.2

const folder = mkdtempSync(join(tmpdir(), 'convoy-soak-'))
const server = await startServer({
  DATA_DIR: folder,
  SIMULATOR_CONVOYS: '100',
  SIMULATOR_DRONES_PER_CONVOY: '12',
})
const stop = new AbortController()
const reading = Promise.all(Array.from({ length: readers }, () => comeAndGo(stop.signal)))
const memoryMiB: number[] = []
const faults: string[] = []

for (let minute = 1; minute <= minutes; minute++) {
  await delay(60_000)
  if (server.child.exitCode !== null) {
    faults.push(`the server ended with ${server.child.exitCode}`)
    break
  }
  const metrics = await (await fetch(`${server.url}/api/metrics`)).text()
  const figure = (name: string) => Number(new RegExp(`^${name} ([\\d.]+)`, 'm').exec(metrics)?.[1] ?? 0)
  const refused = [...metrics.matchAll(/^convoy_readings_refused_total\{.*\} (\d+)/gm)].reduce(
    (sum, [, n]) => sum + Number(n),
    0,
  )
  memoryMiB.push(privateMiB(server.child.pid))
  process.stdout.write(
    `minute ${minute}: ${Math.round(memoryMiB.at(-1) ?? 0)} MiB, ${figure('convoy_readings_accepted_total')} readings, ` +
      `${refused} refused, lag ${Math.round(figure('convoy_event_loop_lag_ms'))} ms\n`,
  )
  if (refused > 0) faults.push(`${refused} readings were refused in minute ${minute}`)
}

// The first quarter fills what is bounded: caches, logs, the heap itself.
const settled = memoryMiB[Math.floor(memoryMiB.length / 4)] ?? 0
const last = memoryMiB.at(-1) ?? 0
if (last > settled * growthAllowed) faults.push(`memory grew from ${Math.round(settled)} to ${Math.round(last)} MiB`)
stop.abort()
await reading
await server.stop()
rmSync(folder, { recursive: true })
process.stdout.write(faults.length > 0 ? `${faults.join('\n')}\n` : 'held\n')
process.exit(faults.length > 0 ? 1 : 0)

/** Reads the live picture for a while, leaves without a word, and comes back. */
async function comeAndGo(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws/live`)
    socket.on('open', () => socket.send('{"type":"subscribe"}'))
    socket.on('error', () => socket.terminate())
    await delay(5_000 + Math.random() * 20_000, undefined, { signal }).catch(() => undefined)
    socket.terminate()
  }
}

function privateMiB(pid: number | undefined): number {
  const [, kib] = /^RssAnon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kib) / 1024
}
