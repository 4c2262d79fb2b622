/** From the sending of a reading to the frame on the map that shows it. */
import { openDashboard } from './dashboard.ts'
import { type BenchRow, type Measured, quantile } from './row.ts'

const watched = 60
const durationMs = 30_000

/** Both rows in one figure each: `ours` is p99, `raw` is p50, in ms; the note has p95 too. */
const latencyRow = (drones: number): BenchRow => ({
  name: `from a reading to its pixel, ${drones.toLocaleString('en')} drones`,
  target: 'shown',
  async run(log): Promise<Measured> {
    const dashboard = await openDashboard(drones)
    try {
      const step = Math.floor(drones / Math.min(watched, drones))
      const droneIds = dashboard.droneIds.filter((_, i) => i % step === 0).slice(0, watched)
      const tookMs = await dashboard.page.evaluate(watchPixels, { droneIds: [...droneIds], durationMs })
      const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => Math.round(quantile(tookMs, share))) as [
        number,
        number,
        number,
      ]
      log(`p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms of ${tookMs.length} readings`)
      const note = `p50 ${p50}, p95 ${p95}, p99 ${p99} ms of ${tookMs.length} readings; ours is p99, raw p50; frames come at most every 250 ms`
      return { ours: p99, baseline: p50, unit: 'ms', ratio: p99 / p50, note }
    } finally {
      await dashboard.close()
    }
  },
})

export const latencyOfSixty = latencyRow(60)
export const latencyOfTenThousand = latencyRow(10_000)

/** Runs in the page: after every frame, how old is each reading that is shown for the first time? */
function watchPixels({ droneIds, durationMs }: { droneIds: string[]; durationMs: number }): Promise<number[]> {
  return new Promise((resolve) => {
    const shownMs = new Map<string, number>()
    const tookMs: number[] = []
    const endMs = performance.now() + durationMs
    const look = () => {
      const nowMs = performance.timeOrigin + performance.now()
      for (const droneId of droneIds) {
        const recordedAtMs = window.__convoyMap?.drawn(droneId)?.recordedAtMs ?? 0
        const last = shownMs.get(droneId)
        if (last === recordedAtMs) continue
        shownMs.set(droneId, recordedAtMs)
        if (last) tookMs.push(nowMs - recordedAtMs)
      }
      if (performance.now() < endMs) requestAnimationFrame(look)
      else resolve(tookMs)
    }
    requestAnimationFrame(look)
  })
}
