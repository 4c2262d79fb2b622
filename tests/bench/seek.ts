/** From a key that moves the time cursor far to the painted frame of that instant, in 24 hours of 1,000 recorded drones. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { startServer } from '../support/server-process.ts'
import { launchBrowser, viewport } from './dashboard.ts'
import { createFleetReadings, enlistFleet } from './fleet.ts'
import { recordedAtOf, storeMinutes } from './recorded-fleet.ts'
import { type BenchRow, quantile } from './row.ts'
import { trafficView } from './traffic.ts'

const convoys = 20
const dronesPerConvoy = 50
const seeks = 100
const limitMs = 300
const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000]
/** How far each key moves the cursor. */
const keys = { PageUp: hourMs, PageDown: -hourMs, ArrowUp: minuteMs, ArrowDown: -minuteMs } as const
type Key = keyof typeof keys

export const seekInDay: BenchRow = {
  name: 'from a seek in 24 hours of 1,000 drones to its pixel, p95',
  target: '≤ 1',
  async run(log) {
    const folder = mkdtempSync(join(tmpdir(), 'convoy-bench-'))
    const fleet = createFleetReadings(1, convoys * dronesPerConvoy)
    await enlistFleet(folder, fleet, convoys)
    const toMs = Math.floor(Date.now() / minuteMs) * minuteMs - 10 * minuteMs
    const fromMs = toMs - dayMs
    const walk = createWalk(fromMs, toMs)
    await storeMinutes(
      folder,
      { fromMs, toMs },
      walk.map(({ atMs }) => Math.floor(atMs / minuteMs) * minuteMs),
    )
    const server = await startServer({ DATA_DIR: folder, ROLES: 'web,ingest,worker' }, { pages: true })
    const browser = await launchBrowser()
    try {
      const page = await browser.newPage({ viewport })
      const [first, ...others] = walk
      const { latitudeDeg, longitudeDeg } = trafficView.center
      const at = new Date(first?.atMs ?? 0).toISOString()
      await page.goto(`${server.url}/?probe&z=${trafficView.zoom}&c=${latitudeDeg},${longitudeDeg}&at=${at}`)
      const watched = fleet.droneIds.filter((_, n) => n % dronesPerConvoy === 0)
      await page.waitForFunction(areDrawn, { droneIds: watched, recordedAtMs: recordedAtOf(first?.atMs ?? 0) })
      await page.getByRole('slider', { name: 'Time cursor' }).focus()
      const tookMs: number[] = []
      for (const { key, atMs } of others) tookMs.push(await seek(page, key, watched, atMs))
      const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => Math.round(quantile(tookMs, share)))
      const note = `p50 ${p50}, p95 ${p95}, p99 ${p99} ms of ${tookMs.length} seeks by an hour or a minute, none to a minute that was loaded before; only the minutes that are sought are stored; raw is the limit`
      log(note)
      return { ours: p95 ?? 0, baseline: limitMs, unit: 'ms', ratio: (p95 ?? 0) / limitMs, note }
    } finally {
      await browser.close()
      await server.stop()
      rmSync(folder, { recursive: true })
    }
  },
}

/** Instants a key apart, each in another minute, the first one with a key that is not pressed; the same steps in every run. */
function createWalk(fromMs: number, toMs: number): { key: Key; atMs: number }[] {
  let seed = 20_261_128
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
    return seed / 2 ** 31
  }
  // Late in each minute: the page unpacks all frames of it up to there.
  const walk: { key: Key; atMs: number }[] = [{ key: 'PageUp', atMs: fromMs + dayMs / 2 + 57_500 }]
  const seen = new Set([walk[0]?.atMs])
  while (walk.length <= seeks) {
    const names = (Object.keys(keys) as Key[]).toSorted(() => random() - 0.5)
    const lastMs = walk.at(-1)?.atMs ?? 0
    const key = names.find((name) => {
      const atMs = lastMs + keys[name]
      return atMs >= fromMs && atMs < toMs && !seen.has(atMs)
    })
    if (!key) throw new Error(`Expected a way on after ${walk.length} steps, got none: another seed has one.`)
    walk.push({ key, atMs: lastMs + keys[key] })
    seen.add(lastMs + keys[key])
  }
  return walk
}

async function seek(page: Page, key: Key, droneIds: readonly string[], atMs: number): Promise<number> {
  // First, and by itself: a key can overtake a call into the page.
  await page.evaluate(watchSeek, { droneIds, recordedAtMs: recordedAtOf(atMs) })
  await page.keyboard.press(key)
  return page.evaluate(() => window.__seekTookMs ?? 0)
}

declare global {
  interface Window {
    /** Resolves with the milliseconds from the next key to the frame in which each drone has its reading of the instant. */
    __seekTookMs?: Promise<number>
  }
}

interface Watched {
  droneIds: readonly string[]
  recordedAtMs: number
}

/** Runs in the page: sets `__seekTookMs`. */
function watchSeek({ droneIds, recordedAtMs }: Watched): void {
  window.__seekTookMs = new Promise((resolve) => {
    const look = (pressedMs: number) => {
      const isShown = droneIds.every((droneId) => window.__convoyMap?.drawn(droneId)?.recordedAtMs === recordedAtMs)
      if (isShown) resolve(performance.now() - pressedMs)
      else requestAnimationFrame(() => look(pressedMs))
    }
    addEventListener('keydown', ({ timeStamp }) => look(timeStamp), { capture: true, once: true })
  })
}

/** Runs in the page. */
function areDrawn({ droneIds, recordedAtMs }: Watched): boolean {
  return droneIds.every((droneId) => window.__convoyMap?.drawn(droneId)?.recordedAtMs === recordedAtMs)
}
