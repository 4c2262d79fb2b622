/** From a brush dragged in one chart to the painted other charts in view, on 24 hours of 1,000 drones. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { QuestionName } from '../../schema/questions.ts'
import { startServer } from '../support/server-process.ts'
import { launchBrowser } from './dashboard.ts'
import { type BenchRow, quantile } from './row.ts'
import { beginMs, hourMs, makeSyntheticLake } from './synthetic-lake.ts'

const hours = 24
const brushes = 25
const limitMs = 150
const viewport = { width: 1920, height: 1080 }

/** The chart that is brushed, and along which axis. */
const drags: readonly { group: string; chart: QuestionName; axis: 'x' | 'y' }[] = [
  { group: 'fleet', chart: 'readings-per-second', axis: 'x' },
  { group: 'mission', chart: 'distance', axis: 'y' },
  { group: 'engagements', chart: 'rolling-accuracy', axis: 'x' },
  { group: 'leadership', chart: 'tenures', axis: 'x' },
]

export const brushedCharts: BenchRow = {
  name: 'from a brush in 24 hours of 1,000 drones to the painted other charts, p95',
  target: '≤ 1',
  async run(log) {
    const lake = await makeSyntheticLake(hours, log)
    const folder = mkdtempSync(join(tmpdir(), 'convoy-bench-'))
    const server = await startServer({ DATA_DIR: folder, LAKE_DIR: lake.publish(), ROLES: 'web' }, { pages: true })
    const browser = await launchBrowser()
    try {
      const page = await browser.newPage({ viewport })
      const [fromAt, toAt] = [beginMs, beginMs + hours * hourMs].map((ms) => new Date(ms).toISOString())
      const all: number[] = []
      for (const { group, chart, axis } of drags) {
        await page.goto(`${server.url}/analytics?group=${group}&fromAt=${fromAt}&toAt=${toAt}`)
        const tookMs = await drag(page, chart, axis)
        log(`${chart}: ${describe(tookMs)}`)
        all.push(...tookMs)
      }
      const p95 = quantile(all, 0.95)
      const note = `${describe(all)} brushes of 1,000 drones' minutes, four pages of charts; raw is the limit`
      return { ours: p95, baseline: limitMs, unit: 'ms', ratio: p95 / limitMs, note }
    } finally {
      await browser.close()
      await server.stop()
      lake.remove()
      rmSync(folder, { recursive: true })
    }
  },
}

const describe = (tookMs: readonly number[]): string => {
  const [p50, p95, most] = [0.5, 0.95, 1].map((share) => Math.round(quantile(tookMs, share)))
  return `p50 ${p50}, p95 ${p95}, at most ${most} ms of ${tookMs.length}`
}

/** One drag with its far end at so many places, each an hour or more from the one before; each brush waits for the charts to follow. */
async function drag(page: Page, chart: QuestionName, axis: 'x' | 'y'): Promise<number[]> {
  await page.waitForFunction(isAllDrawn, undefined, { timeout: 120_000 })
  await page.locator(`[data-question="${chart}"]`).scrollIntoViewIfNeeded()
  const box = await page.locator(`[data-question="${chart}"] [data-chart] svg .overlay`).first().boundingBox()
  if (!box) throw new Error(`Expected a chart of ${chart}.`)
  const at = (share: number): [number, number] =>
    axis === 'x'
      ? [box.x + box.width * share, box.y + box.height / 2]
      : [box.x + box.width / 2, box.y + box.height * share]
  await page.mouse.move(...at(0.02))
  await page.mouse.down()
  const tookMs: number[] = []
  for (let brush = 0; brush < brushes; brush++) {
    await page.evaluate(watchBrush, chart)
    await page.mouse.move(...at(0.2 + (0.75 * ((brush * 7) % 10)) / 10))
    tookMs.push(await page.evaluate(() => window.__brushTookMs ?? 0))
  }
  await page.mouse.up()
  return tookMs
}

declare global {
  interface Window {
    /** Resolves with the milliseconds from the next move of the pointer to the frame after that with the last chart. */
    __brushTookMs?: Promise<number>
  }
}

/** Runs in the page: sets `__brushTookMs`. A chart that follows is drawn anew. */
function watchBrush(brushed: QuestionName): void {
  const charts = [...document.querySelectorAll(`[data-question]:not([data-question="${brushed}"])`)]
    .filter((card) => card.getBoundingClientRect().top < innerHeight && card.getBoundingClientRect().bottom > 0)
    .map((card) => ({ card, drawn: card.querySelector('[data-chart] > *') }))
  if (charts.length === 0) throw new Error('Expected other charts in view.')
  window.__brushTookMs = new Promise((resolve) => {
    const look = (movedMs: number) => {
      const isDrawn = charts.every(
        ({ card, drawn }) =>
          card.querySelector('[data-chart] > *') !== drawn && !card.querySelector('[aria-busy="true"]'),
      )
      if (isDrawn) setTimeout(() => resolve(performance.now() - movedMs))
      else requestAnimationFrame(() => look(movedMs))
    }
    addEventListener('pointermove', ({ timeStamp }) => look(timeStamp), { capture: true, once: true })
  })
}

/** Runs in the page. */
function isAllDrawn(): boolean {
  const cards = [...document.querySelectorAll('[data-question]')]
  return cards.length > 0 && cards.every((card) => card.querySelector('[aria-busy="false"] :is(svg, canvas)'))
}
