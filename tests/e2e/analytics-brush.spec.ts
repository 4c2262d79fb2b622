import { expect, test } from './fixtures.ts'
import { type Asked, answerAll, card, fromMs, open, toMs } from './made-up-answers.ts'

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

test('a drag that goes on while its questions are asked cancels none of them, and ends with where it is', async ({
  page,
  backend,
}) => {
  await page.setViewportSize({ width: 1280, height: 720 })
  let isHeld = false
  let release = () => {}
  const isReleased = new Promise<void>((resolve) => {
    release = resolve
  })
  const [asked, failed] = [
    await answerAll(page, 24, () => (isHeld ? isReleased.then(() => null) : null)),
    [] as string[],
  ]
  page.on('requestfailed', (request) => failed.push(request.url()))
  await open(page, backend, '?group=fleet')
  await expect(card(page, 'receipt-latency').locator('[data-chart] svg').first()).toBeAttached()
  const box = await card(page, 'readings-per-second').locator('[data-chart] svg').first().boundingBox()
  if (!box) throw new Error('Expected a chart.')
  const before = asked.length
  const later = () => asked.slice(before).filter(({ name }) => name === 'ingest-shares')
  isHeld = true
  await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.55, box.y + box.height / 2)
  await expect.poll(() => later().length).toBe(1)
  await page.mouse.move(box.x + box.width * 0.4, box.y + box.height / 2, { steps: 20 })
  expect(later()).toHaveLength(1)
  release()
  await expect.poll(() => later().length).toBe(2)
  const fromAt = String(later()[1]?.parameters.fromAt)
  await expect(page.getByText(/^Brushed in/)).toContainText(fromAt.slice(11, 16))
  expect(failed.filter((url) => url.includes('analytics'))).toEqual([])
  await page.mouse.up()
})
