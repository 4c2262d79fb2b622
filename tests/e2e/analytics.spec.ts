import { expectAccessible } from './accessible.ts'
import { expect, test } from './fixtures.ts'
import { answerAll, answerOf, card, droneId, open } from './made-up-answers.ts'

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
  await page.route('**/api/v1/analytics/queries/*', (route) =>
    route.fulfill({ json: { queryId: '', asked: 'distance', elapsedMs: 1_500, progressPct: 40 } }),
  )
  await answerAll(page, 24, (name) => (name === 'distance' ? 'never' : null))
  await open(page, backend)
  const distance = card(page, 'distance')
  await expect(distance).toContainText('40 %')
  await page.screenshot({ path: 'test-results/screens/analytics-progress.png' })
  const closed = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/distance'))
  await distance.getByRole('button', { name: 'Cancel' }).click()
  await closed
  await expect(distance).toContainText('This question was cancelled')
  await expect(distance.getByRole('button', { name: 'Try again' })).toBeVisible()
})

test('a question that waits for its turn says so, and can be cancelled before it is asked', async ({
  page,
  backend,
}) => {
  let release = () => {}
  const isReleased = new Promise<void>((resolve) => {
    release = resolve
  })
  const asked = await answerAll(page, 24, () => isReleased.then(() => null))
  await open(page, backend)
  const stops = card(page, 'stops')
  await expect(stops).toContainText('Waiting for other questions')
  await stops.getByRole('button', { name: 'Cancel' }).click()
  await expect(stops).toContainText('This question was cancelled')
  release()
  await expect(card(page, 'density').locator('canvas')).toBeVisible()
  expect(asked.map(({ name }) => name)).not.toContain('stops')
  await stops.getByRole('button', { name: 'Try again' }).click()
  await expect(stops.locator('[data-chart] svg').first()).toBeAttached()
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
