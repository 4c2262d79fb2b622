import { preferencesKey } from '../../components/shell/preferences.ts'
import { expectAccessible } from './accessible.ts'
import { expect, test } from './fixtures.ts'

test('who comes for the first time is told in five lines what this is, once', async ({ page, backend }) => {
  await page.goto(backend.url)
  const introduction = page.getByRole('region', { name: 'Introduction' })
  await expect(introduction.getByRole('listitem')).toHaveCount(5)
  await expectAccessible(page)
  await introduction.getByRole('button', { name: 'Got it' }).click()
  await expect(introduction).toBeHidden()
  await page.reload()
  await expect(page.locator('[data-link]')).toBeVisible()
  await expect(introduction).toBeHidden()
})

test('the wall has no introduction', async ({ page, backend }) => {
  await page.goto(`${backend.url}/?kiosk`)
  await expect(page.locator('[data-link="LIVE"]')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Introduction' })).toBeHidden()
})

test('each panel leads to its part of the legend, and the focus comes back', async ({ tracker, page }) => {
  await tracker.open()
  const legend = page.getByRole('region', { name: 'Legend' })
  const ask = tracker.board.getByRole('button', { name: 'What do these marks mean?' })
  await ask.focus()
  await page.keyboard.press('Enter')
  await expect(legend.getByRole('heading', { name: 'Leaderboard' })).toBeFocused()
  await expect(legend.getByText('Hits and total engagements.')).toBeInViewport()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(legend).toBeHidden()
  await expect(ask).toBeFocused()

  await page.keyboard.press('e')
  await expect(legend.getByRole('heading', { name: 'Map' })).toBeFocused()
  await expect(legend.locator('dt')).not.toHaveCount(0)
})

test('single-key shortcuts can be switched off, and stay off', async ({ tracker, page }) => {
  await tracker.open()
  await page.getByRole('button', { name: 'Keyboard shortcuts' }).click()
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await sheet.getByRole('checkbox', { name: /Single-key shortcuts/ }).uncheck()
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()
  await page.keyboard.press('n')
  await page.keyboard.press('b')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await expect(page.getByRole('region', { name: 'Drones', exact: true })).toBeHidden()
  expect(await page.evaluate((key) => localStorage.getItem(key), preferencesKey)).toContain('"hasSingleKeys":false')
})

test('the map has a name and says where the same stands as text', async ({ tracker, page }) => {
  await tracker.open()
  await expect(page.getByRole('region', { name: 'Map', exact: true })).toHaveAttribute(
    'aria-description',
    /table of drones/,
  )
})

test('every panel has a heading', async ({ tracker, page, backend }) => {
  const drone = (await backend.fleet())[0]?.drones[0]
  await tracker.open(`drone=${drone?.droneId}&table`)
  for (const id of ['convoys', 'hud', 'drone', 'table'])
    await expect(page.locator(`#${id}`).getByRole('heading', { level: 2 }).first()).toBeVisible()
})
