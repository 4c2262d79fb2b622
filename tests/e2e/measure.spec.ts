import type { Page } from '@playwright/test'
import { distanceM } from '../../lib/geo/sphere.ts'
import { expect, test } from './fixtures.ts'

const start = { latitudeDeg: 45, longitudeDeg: 20 }
const zoom = 7
const eastPx = 200
const end = { ...start, longitudeDeg: start.longitudeDeg + (eastPx / (256 * 2 ** zoom)) * 360 }

const readingOf = (page: Page) => page.getByText(/ km · .* NM$/)
const bearingsOf = (page: Page) => page.getByText('089° true, back 271°', { exact: true })
const middleOf = async (page: Page) => {
  const box = await page.getByRole('region', { name: 'Map', exact: true }).boundingBox()
  if (!box) throw new Error('Expected a map.')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

/** Within 0.5 %, which is what the sphere of the expected value is worth. */
async function expectMeasured(page: Page): Promise<void> {
  await expect(bearingsOf(page)).toBeVisible()
  const km = Number.parseFloat((await readingOf(page).textContent()) ?? '')
  expect(km / (distanceM(start, end) / 1_000)).toBeCloseTo(1, 2)
}

test('m, two clicks: range, true bearing and the references of both ends; nothing is selected; Esc ends it', async ({
  tracker,
  page,
}) => {
  await tracker.open(`c=45,20&z=${zoom}`)
  const { x, y } = await middleOf(page)
  // The pointer rests there before: the tool's code comes after the key.
  await page.mouse.move(x, y)
  await page.keyboard.press('m')
  await expect(page.getByText('Set the start of the line')).toBeVisible()
  await page.mouse.click(x, y)
  await page.mouse.move(x + eastPx, y, { steps: 4 })
  await expectMeasured(page)
  await expect(page.getByText('Click to set the end')).toBeVisible()
  await page.mouse.click(x + eastPx, y)
  await page.mouse.move(x + eastPx, y + 150)
  await expectMeasured(page)
  await expect(page.getByText(/^From 34T DQ /)).toBeVisible()
  await expect(page.getByText(/^To 34T EQ /)).toBeVisible()
  await expect(page.getByRole('status').filter({ hasText: '089° true' })).toHaveCount(1)
  await expect(tracker.drone).toBeHidden()
  await page.screenshot({ path: 'test-results/screens/measure.png' })
  await page.keyboard.press('Escape')
  await expect(readingOf(page)).toBeHidden()
  await expect(page).not.toHaveURL(/drone=/)
})

test('the button turns it on and off, and Enter sets both ends at the middle of the map', async ({ tracker, page }) => {
  await tracker.open()
  const button = page.getByRole('button', { name: 'Measure range and bearing' })
  await button.click()
  await expect(button).toHaveAttribute('aria-pressed', 'true')
  await expect(page.getByText(/^Measuring\. /)).toBeAttached()
  await page.getByRole('region', { name: 'Map', exact: true }).focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('ArrowRight')
  await expect(readingOf(page)).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByText('Click to set the end')).toBeHidden()
  await button.click()
  await expect(button).toHaveAttribute('aria-pressed', 'false')
  await expect(readingOf(page)).toBeHidden()
})

test('an end on a drone names it and stays with it; the drone is not selected', async ({ tracker, page, backend }) => {
  await tracker.open()
  const drone = await tracker.flying((await backend.fleet())[0]?.drones ?? [])
  await tracker.open(`drone=${drone.droneId}&follow=1&z=11`)
  await expect(tracker.drone).toBeVisible()
  await expect.poll(async () => (await tracker.drawn(drone.droneId)) !== null).toBe(true)
  await page.keyboard.press('Escape')
  await expect(tracker.drone).toBeHidden()
  await page.keyboard.press('m')
  await expect(page.getByText(/^Measuring\. /)).toBeAttached()
  const spot = await tracker.drawn(drone.droneId)
  if (!spot) throw new Error('Expected the drone on the map.')
  await page.mouse.click(spot.x, spot.y)
  const start = page.getByText(new RegExp(`^From ${drone.callsign}`))
  await expect(start).toBeVisible()
  const before = await start.textContent()
  await expect.poll(() => start.textContent()).not.toBe(before)
  await expect(tracker.drone).toBeHidden()
})
