import { expect, serverFor, test, trackerOf } from './fixtures.ts'

test('without any drone the screen says what is missing and what to do', async ({ page }) => {
  await serverFor({ ROLES: 'web,ingest' }, async ({ url }) => {
    const tracker = trackerOf(page, url)
    await tracker.open()
    await expect(page.getByText('No drones yet')).toBeVisible()
    await expect(tracker.convoys).toContainText('No convoys yet')
    await expect(tracker.board).toContainText('No convoy selected')
  })
})

test('an address that names nobody says so', async ({ tracker }) => {
  await tracker.open('drone=00000000-0000-4000-8000-000000000000')
  await expect(tracker.drone).toContainText('No such drone')
})

test('a page that is not there leads back to the picture', async ({ page, backend }) => {
  const response = await page.goto(`${backend.url}/nowhere`)
  expect(response?.status()).toBe(404)
  await page.getByRole('link', { name: 'Open the live picture' }).click()
  await expect(page.locator('[data-link]')).toBeVisible()
})

test('the kiosk shows no controls and turns to the next convoy by itself', async ({ tracker, page }) => {
  await tracker.open('kiosk')
  await expect(tracker.board).toBeVisible()
  await expect(page.getByRole('combobox')).toHaveCount(0)
  const title = tracker.board.locator('header')
  await expect(title).toContainText('·')
  const before = await title.textContent()
  await expect(title).not.toHaveText(before ?? '', { timeout: 30_000 })
})
