import type { Page, Route } from '@playwright/test'
import type { QuestionColumn } from '../../schema/questions/question.ts'
import { type QuestionName, questions } from '../../schema/questions.ts'
import { expectAccessible } from './accessible.ts'
import { type Backend, expect, test } from './fixtures.ts'

const askPath = '**/api/v1/analytics/questions/*'
const fromMs = Date.UTC(2026, 10, 28, 0)
const toMs = Date.UTC(2026, 10, 28, 12)
const droneId = '660e8400-e29b-41d4-a716-446655440001'
const convoyId = '550e8400-e29b-41d4-a716-446655440000'

const card = (page: Page, name: QuestionName) => page.locator(`[data-question="${name}"]`)
const open = (page: Page, { url }: Backend, search = '') => page.goto(`${url}/analytics${search}`)

/** Values that fit a column: `at` runs from 0 to 1 over the rows. */
function cellOf(name: string, { type }: QuestionColumn, at: number): unknown {
  if (type === 'instant')
    return new Date(fromMs + (toMs - fromMs) * at + (/To/.test(name) ? 1_200_000 : 0)).toISOString()
  if (type === 'uuid') return name === 'convoyId' ? convoyId : droneId
  if (type === 'boolean') return true
  if (type === 'text') return name === 'convoyCallsign' ? (at < 0.5 ? 'HAWK-1' : 'HAWK-2') : `D-${Math.round(at * 24)}`
  if (name === 'westDeg') return 66 + Math.round(at * 24) * 0.05
  if (name === 'southDeg') return 34 + (Math.round(at * 24) % 5) * 0.05
  return /From/.test(name) ? Math.round(at * 24) * 10 : Math.round(40 + 30 * Math.sin(at * 6))
}

function answerOf(name: QuestionName, parameters: object, rowCount: number): object {
  const columns = Object.entries(questions[name].columns) as [string, QuestionColumn][]
  return {
    queryId: '770e8400-e29b-41d4-a716-446655440000',
    columns: columns.map(([column, about]) => ({ name: column, ...about })),
    rows: Array.from({ length: rowCount }, (_, row) =>
      columns.map(([column, about]) => cellOf(column, about, row / Math.max(1, rowCount - 1))),
    ),
    isTruncated: false,
    elapsedMs: 42,
    lakeAsOf: new Date(toMs).toISOString(),
    parameters: { fromAt: new Date(fromMs).toISOString(), toAt: new Date(toMs).toISOString(), ...parameters },
  }
}

interface Asked {
  name: QuestionName
  parameters: Record<string, unknown>
}

/** Answers every question with made-up rows; returns what was asked so far. */
async function answerAll(page: Page, rowCount = 24, of: (name: QuestionName, route: Route) => unknown = () => null) {
  const asked: Asked[] = []
  await page.route(askPath, async (route) => {
    const name = new URL(route.request().url()).pathname.split('/').at(-1) as QuestionName
    const { parameters } = route.request().postDataJSON() as { parameters: Asked['parameters'] }
    asked.push({ name, parameters })
    if ((await of(name, route)) === null) await route.fulfill({ json: answerOf(name, parameters, rowCount) })
  })
  return asked
}

test('the lake answers the questions of a group as charts, which say what they cover and how old they are', async ({
  page,
  backend,
}) => {
  test.setTimeout(240_000)
  await open(page, backend, '?group=fleet')
  const readings = card(page, 'readings-per-second')
  await expect(async () => {
    await page.getByRole('button', { name: 'Refresh' }).click()
    await expect(readings.locator('[data-chart] svg').first()).toBeVisible({ timeout: 10_000 })
  }).toPass({ timeout: 200_000 })
  await expect(readings.locator('[data-chart]')).toHaveCount((await backend.fleet()).length)
  await expect(readings.locator('footer')).toContainText(/Minutes from .* UTC/)
  await expect(readings.locator('footer')).toContainText(/are counted: \d.* ago/)
  await page.screenshot({ path: 'test-results/screens/analytics-fleet.png', fullPage: true })
})

test('groups and filters are in the address, and a link shows the same to someone else', async ({ page, backend }) => {
  const asked = await answerAll(page)
  await open(page, backend)
  await page.getByRole('link', { name: 'Engagement patterns' }).click()
  await expect(card(page, 'streaks')).toBeVisible()
  await page.getByRole('button', { name: '6 h', exact: true }).click()
  await page.getByRole('button', { name: /^Weapon types/ }).click()
  await page.getByLabel('GBU-38 JDAM').check()
  await expect(page).toHaveURL(/group=engagements&last=6&weaponTypes=GBU38_JDAM/)
  await expect
    .poll(() => asked.findLast(({ name }) => name === 'streaks')?.parameters)
    .toMatchObject({ weaponTypes: ['GBU38_JDAM'], fromAt: expect.any(String) })
  await page.reload()
  await expect(page.getByRole('button', { name: '6 h', exact: true })).toHaveAttribute('aria-pressed', 'true')
  await expect(page.getByRole('button', { name: /^Weapon types/ })).toContainText('1 of 6')
  await page.goBack()
  await expect(card(page, 'distance')).toBeVisible()
})

test('brushing one chart narrows the others, and clearing the brush shows all again', async ({ page, backend }) => {
  const asked = await answerAll(page)
  await open(page, backend, '?group=fleet')
  const chart = card(page, 'readings-per-second').locator('[data-chart] svg').first()
  const box = await chart.boundingBox()
  if (!box) throw new Error('Expected a chart.')
  const before = asked.length
  await page.mouse.move(box.x + box.width * 0.4, box.y + box.height / 2)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2, { steps: 5 })
  await page.mouse.up()
  await expect(page.getByText(/^Brushed in “Readings a second”: 2026-11-28 0\d:\d\d to/)).toBeVisible()
  await expect(page).toHaveURL(/brush=readings-per-second/)
  const later = () => asked.slice(before)
  await expect.poll(() => later().map(({ name }) => name)).toContain('late-by-drone')
  const { parameters } = later().findLast(({ name }) => name === 'late-by-drone') as Asked
  expect(Date.parse(String(parameters.fromAt))).toBeGreaterThan(fromMs)
  expect(Date.parse(String(parameters.toAt))).toBeLessThan(toMs)
  expect(later().map(({ name }) => name)).not.toContain('readings-per-second')
  await page.screenshot({ path: 'test-results/screens/analytics-brushed.png' })
  await page.getByRole('button', { name: 'Clear the brush' }).click()
  await expect.poll(() => asked.findLast(({ name }) => name === 'late-by-drone')?.parameters).toEqual({})
})

test('while a brush is dragged only the charts in view follow it, and the others once it is let go', async ({
  page,
  backend,
}) => {
  await page.setViewportSize({ width: 1280, height: 720 })
  const asked = await answerAll(page)
  await open(page, backend, '?group=fleet')
  const chart = card(page, 'readings-per-second').locator('[data-chart] svg').first()
  await expect(card(page, 'receipt-latency').locator('[data-chart] svg').first()).toBeAttached()
  const box = await chart.boundingBox()
  if (!box) throw new Error('Expected a chart.')
  const names = () => asked.slice(before).map(({ name }) => name)
  const before = asked.length
  await page.mouse.move(box.x + box.width * 0.4, box.y + box.height / 2)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2, { steps: 5 })
  await expect.poll(names).toContain('ingest-shares')
  expect(names()).not.toContain('receipt-latency')
  await page.mouse.up()
  await expect.poll(names).toContain('receipt-latency')
})

test('a point and a row lead to the map at that time', async ({ page, backend }) => {
  await answerAll(page)
  await open(page, backend, '?group=leadership')
  const tenures = card(page, 'tenures')
  const box = await tenures.locator('[data-chart] svg').first().boundingBox()
  if (!box) throw new Error('Expected a chart.')
  await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.5)
  await page.mouse.click(box.x + box.width * 0.4, box.y + box.height * 0.5)
  const link = tenures.getByRole('link', { name: 'Show on the map at that time' })
  await expect(link).toHaveAttribute('href', new RegExp(`/\\?at=2026-11-28T.*drone=${droneId}`))
  await tenures.getByRole('button', { name: 'Table', exact: true }).click()
  await expect(tenures.getByRole('row')).toHaveCount(25)
  await tenures.getByRole('row').nth(1).getByRole('link').click()
  await expect(page.locator('[data-link]')).toHaveAttribute('data-link', /REPLAY|NOT RECORDED/)
})

test('a span dragged on the timeline with Shift, and a drone, lead to their questions', async ({
  page,
  backend,
  tracker,
}) => {
  await answerAll(page)
  const droneId = (await backend.fleet())[0]?.drones[0]?.droneId ?? ''
  await tracker.open(`drone=${droneId}`)
  const box = await page.getByRole('slider', { name: 'Time cursor' }).boundingBox()
  if (!box) throw new Error('Expected a timeline.')
  await page.keyboard.down('Shift')
  await page.mouse.move(box.x + box.width * 0.5, box.y + box.height / 2)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.8, box.y + box.height / 2, { steps: 4 })
  await page.mouse.up()
  await page.keyboard.up('Shift')
  await expect(tracker.badge).toHaveAttribute('data-link', 'LIVE')
  const [fromAt, toAt] = await page
    .getByRole('link', { name: 'Open in analytics' })
    .getAttribute('href')
    .then((href) =>
      ['fromAt', 'toAt'].map((key) => Date.parse(new URLSearchParams(href?.split('?')[1]).get(key) ?? '')),
    )
  expect(Number(toAt) - Number(fromAt)).toBeGreaterThan(60_000)
  await page
    .locator('[data-picked-tools]')
    .getByRole('button', { name: /^Export/ })
    .click()
  const sheet = page.getByRole('dialog', { name: /^Export/ })
  const minutes = [fromAt, toAt].map((atMs, n) => (n ? Math.ceil : Math.floor)(Number(atMs) / 60_000) * 60_000)
  for (const [n, label] of ['From, UTC', 'To, UTC'].entries())
    await expect(sheet.getByLabel(label)).toHaveValue(new Date(minutes[n] ?? 0).toISOString().slice(0, 16))
  await page.screenshot({ path: 'test-results/picked-span.png' })
  await page.keyboard.press('Escape')
  await tracker.drone.getByRole('link', { name: 'Analytics' }).click()
  await expect(page).toHaveURL(new RegExp(`/analytics.*droneIds=${droneId}`))
  await expect(page.getByRole('button', { name: /^Drones/ })).toContainText('1 of')
})

test('rows and charts are saved as files', async ({ page, backend }) => {
  await answerAll(page)
  await open(page, backend)
  for (const [button, name] of [
    ['CSV', 'distance_2026-11-28T12-00.csv'],
    ['Parquet', 'distance_2026-11-28T12-00.parquet'],
    ['PNG', 'distance_2026-11-28T12-00.png'],
  ] as const) {
    await expect(card(page, 'distance').locator('[data-chart] svg').first()).toBeVisible()
    const download = page.waitForEvent('download')
    await card(page, 'distance').getByRole('button', { name: button }).click()
    expect((await download).suggestedFilename()).toBe(name)
  }
})

test('a question that takes long shows its progress and can be cancelled', async ({ page, backend }) => {
  let cancelled = () => {}
  const isCancelled = new Promise<void>((resolve) => {
    cancelled = resolve
  })
  await page.route('**/api/v1/analytics/queries/*', (route) => {
    if (route.request().method() === 'DELETE') cancelled()
    return route.fulfill({ json: { queryId: '', asked: 'distance', elapsedMs: 1_500, progressPct: 40 } })
  })
  await answerAll(page, 24, async (name, route) => {
    if (name !== 'distance') return null
    await isCancelled
    const error = { code: 'conflict', message: 'The query was cancelled.', faults: [] }
    return route.fulfill({ status: 409, json: { error } })
  })
  await open(page, backend)
  const distance = card(page, 'distance')
  await expect(distance).toContainText('40 %')
  await page.screenshot({ path: 'test-results/screens/analytics-progress.png' })
  await distance.getByRole('button', { name: 'Cancel' }).click()
  await expect(distance).toContainText('This question was cancelled')
  await expect(distance.getByRole('button', { name: 'Try again' })).toBeVisible()
})

test('failed, empty and not yet exported are told apart, and each says what to do', async ({ page, backend }) => {
  await answerAll(page, 0, (name, route) => {
    const error = { code: 'limited', message: 'The question took over 30 s, expected less', faults: [] }
    if (name === 'distance') return route.fulfill({ status: 429, json: { error } }).then(() => true)
    if (name !== 'stops') return null
    return route.fulfill({ json: { ...answerOf('stops', {}, 0), lakeAsOf: null } }).then(() => true)
  })
  await open(page, backend)
  await expect(card(page, 'distance')).toContainText('The question took over 30 s, expected less.')
  await expect(card(page, 'stops')).toContainText('The lake is still empty')
  await expect(card(page, 'coverage-gaps')).toContainText('Choose a longer time span, or fewer filters.')
  await page.screenshot({ path: 'test-results/screens/analytics-states.png', fullPage: true })
  await expectAccessible(page)
})

for (const [name, width, height] of [
  ['1280x720', 1280, 720],
  ['1920x1080', 1920, 1080],
  ['phone', 390, 844],
] as const)
  test(`${name}: nothing of the analytics page is cut or scrolls sideways, axe finds nothing to fault`, async ({
    page,
    backend,
  }) => {
    await page.setViewportSize({ width, height })
    await answerAll(page)
    for (const group of ['mission', 'engagements', 'leadership', 'fleet']) {
      await open(page, backend, `?group=${group}`)
      await expect(page.locator('[data-chart] svg').first()).toBeVisible()
      await expect(page.getByText('Loading…')).toHaveCount(0)
      await page.screenshot({ path: `test-results/screens/analytics-${group}-${name}.png`, fullPage: true })
      const tooWide = await page.evaluate(() =>
        [document.documentElement, ...document.querySelectorAll<HTMLElement>('main *:not(.sr-only):not(svg *)')]
          .filter((element) => element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1)
          .map((element) => `${element.tagName} “${element.textContent?.slice(0, 40)}”`),
      )
      expect(tooWide).toEqual([])
      await expectAccessible(page)
    }
  })

test('the dashboard loads nothing of the charts', async ({ page, tracker }) => {
  const scripts: string[] = []
  page.on('response', async (response) => {
    if (response.url().endsWith('.js')) scripts.push(await response.text().catch(() => ''))
  })
  await tracker.open()
  expect(scripts.filter((text) => text.includes('plot-d6a7b5') || text.includes('x-axis tick label'))).toEqual([])
})
