import type { Page } from '@playwright/test'
import { expectAccessible } from './accessible.ts'
import { type Backend, expect, test } from './fixtures.ts'

const editor = (page: Page) => page.getByRole('textbox', { name: 'SQL' })
const result = (page: Page) => page.getByRole('region', { name: 'Result' })
const address = ({ url }: Backend, sql: string, rest = '') =>
  `${url}/analytics/sql?sql=${encodeURIComponent(sql)}${rest}`

// Exports follow each other by a minute at most: the first may come before there are drones.
test.beforeEach(async ({ backend }) => {
  test.setTimeout(240_000)
  async function drones(): Promise<number> {
    const response = await fetch(`${backend.url}/api/v1/analytics/sql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sql: 'SELECT droneId FROM drones' }),
    })
    const { rows = [] } = (await response.json()) as { rows?: unknown[] }
    return rows.length
  }
  await expect.poll(drones, { timeout: 150_000 }).toBeGreaterThan(0)
})

async function run(page: Page, sql: string) {
  await editor(page).fill(sql)
  await page.getByRole('button', { name: 'Run', exact: true }).click()
}

test('a query is written, run, shared by its address and found in the history', async ({ page, backend }) => {
  await page.goto(`${backend.url}/analytics/sql`)
  await run(page, 'SELECT callsign, 2 + 3 AS sum FROM drones ORDER BY callsign')
  await expect(result(page).getByRole('row').nth(1)).toContainText('5')
  await expect(page).toHaveURL(/sql=SELECT%20callsign/)
  const shared = page.url()
  await run(page, 'SELECT 1 AS one')
  await expect(result(page).getByRole('columnheader')).toHaveText(['one'])
  await page.goto(shared)
  await expect(editor(page)).toContainText('FROM drones')
  const past = page.getByRole('region', { name: /past queries/ }).getByRole('button', { name: /SELECT 1 AS one/ })
  await past.click()
  await expect(editor(page)).toHaveText('SELECT 1 AS one')
})

test('two consoles in one browser keep each other’s past queries', async ({ page, context, backend }) => {
  const other = await context.newPage()
  for (const one of [page, other]) await one.goto(`${backend.url}/analytics/sql`)
  const past = (one: Page) => one.getByRole('region', { name: /past queries/ })
  await run(page, 'SELECT 1 AS first')
  await expect(past(page)).toContainText('SELECT 1 AS first')
  await run(other, 'SELECT 2 AS second')
  await expect(past(other)).toContainText('SELECT 2 AS second')
  await expect(past(other)).toContainText('SELECT 1 AS first')
})

test('the views are listed with their columns, completion knows them, and Ctrl+Enter runs', async ({
  page,
  backend,
}) => {
  await page.goto(address(backend, 'SELECT droneId FROM drones'))
  await page.getByText('minute_by_drone', { exact: true }).click()
  await expect(page.getByRole('button', { name: /distanceM/ })).toBeVisible()
  await editor(page).click()
  await page.keyboard.press('ControlOrMeta+End')
  await page.keyboard.type(' JOIN minute_by')
  await expect(page.getByRole('option', { name: /minute_by_drone/ })).toBeVisible()
  await editor(page).fill('SELECT 7 AS seven')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(result(page)).toContainText('7')
})

test('the editor takes its place before its code is here: what is below it stays where it is', async ({
  page,
  backend,
}) => {
  let letCome = () => {}
  const isLetCome = new Promise<void>((resolve) => {
    letCome = resolve
  })
  await page.route('**/*.js', async (route) => {
    const response = await route.fetch()
    const text = await response.text()
    if (text.includes('cm-editor')) await isLetCome
    await route.fulfill({ response, body: text })
  })
  await page.goto(address(backend, `SELECT 1 AS ${'one, 2 AS '.repeat(300)} three`))
  const runButton = page.getByRole('button', { name: 'Run', exact: true })
  await expect(runButton).toBeVisible()
  await expect(editor(page)).toHaveCount(0)
  const before = await runButton.boundingBox()
  letCome()
  await expect(editor(page)).toBeVisible()
  expect(await runButton.boundingBox()).toEqual(before)
})

test('a refused query says what was expected, and an example still runs', async ({ page, backend }) => {
  await page.goto(address(backend, "COPY drones TO '/tmp/x'"))
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(page.getByText('The query failed')).toBeVisible()
  await expect(page.getByText(/expected SELECT/)).toBeVisible()
  await page.getByRole('button', { name: 'The last changes of leadership' }).click()
  await expect(result(page).or(page.getByText('The query returned no rows')).first()).toBeVisible()
})

test('a long query shows how far it is and is cancelled', async ({ page, backend }) => {
  await page.goto(address(backend, 'SELECT count(*) FROM range(100000000000) a WHERE hash(a.range) % 7 = 8'))
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(page.getByRole('progressbar')).toBeVisible()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText('The query was cancelled')).toBeVisible()
})

test('a result is shown as a chart and as a map, and saved as Parquet', async ({ page, backend }) => {
  const cells =
    'SELECT 34 + range * 0.05 AS southDeg, 69 + range * 0.05 AS westDeg, range + 1 AS readings FROM range(20)'
  await page.goto(address(backend, cells, '&result=map'))
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(result(page).getByRole('img', { name: /Readings by cell of 0.05°/ })).toBeVisible()
  await page.screenshot({ path: 'test-results/screens/sql-map.png' })
  await result(page).getByRole('button', { name: 'As a chart' }).click()
  await expect(result(page).locator('[data-chart] svg')).toBeVisible()
  await expect(page).toHaveURL(/result=chart/)
  const download = page.waitForEvent('download')
  await result(page).getByRole('button', { name: 'Parquet' }).click()
  expect((await download).suggestedFilename()).toBe('query.parquet')
})

for (const [name, width, height] of [
  ['1280x720', 1280, 720],
  ['phone', 390, 844],
] as const)
  test(`${name}: nothing of the console scrolls the page sideways, axe finds nothing to fault`, async ({
    page,
    backend,
  }) => {
    await page.setViewportSize({ width, height })
    await page.goto(address(backend, 'SELECT * FROM drones ORDER BY callsign'))
    await page.getByRole('button', { name: 'Run', exact: true }).click()
    await expect(result(page).getByRole('row').nth(1)).toBeVisible()
    await page.screenshot({ path: `test-results/screens/sql-console-${name}.png`, fullPage: true })
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    await expectAccessible(page)
  })
