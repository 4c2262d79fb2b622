/** From the sending of a reading to the frame on the map that shows it. A reading that moves its drone by less than half a pixel is shown once the page has taken it in. */
import { openDashboard } from './dashboard.ts'
import { type BenchRow, type Measured, toLatency } from './row.ts'

const watched = 60
const durationMs = 30_000

const latencyRow = (drones: number, target: string): BenchRow => ({
  name: `from a reading to its pixel, ${drones.toLocaleString('en')} drones`,
  target,
  async run(log): Promise<Measured> {
    const dashboard = await openDashboard(drones)
    try {
      const step = Math.floor(drones / Math.min(watched, drones))
      const droneIds = dashboard.droneIds.filter((_, i) => i % step === 0).slice(0, watched)
      const latency = toLatency(await dashboard.page.evaluate(watchPixels, { droneIds: [...droneIds], durationMs }))
      log(latency.note)
      return latency
    } finally {
      await dashboard.close()
    }
  },
})

export const latencyOfSixty = latencyRow(60, 'p50 ≤ 60, p99 ≤ 200 ms')
export const latencyOfTenThousand = latencyRow(10_000, 'shown')

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
