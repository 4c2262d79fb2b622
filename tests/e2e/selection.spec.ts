import { expect, test } from './fixtures.ts'

test('a click on empty ground lets the drone go and keeps the convoy and its board; a double click keeps all', async ({
  tracker,
  page,
  backend,
}) => {
  const convoy = (await backend.fleet())[1]
  const drone = convoy?.drones[0]
  await tracker.open(`c=45,20&z=7&drone=${drone?.droneId}`)
  await expect(tracker.drone).toBeVisible()
  await page.mouse.dblclick(900, 600)
  await expect(page).toHaveURL(/z=8/)
  await expect(tracker.drone).toBeVisible()
  await page.mouse.click(900, 500)
  await expect(tracker.drone).toBeHidden()
  await expect(tracker.board.locator('header')).toContainText(convoy?.callsign ?? '')
  await page.mouse.click(850, 520)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await expect(tracker.board.locator('header')).toContainText(convoy?.callsign ?? '')
  await expect(page).toHaveURL(new RegExp(`convoy=${convoy?.convoyId}`))
})

test('h, l and Esc in a narrow window: the leader comes into view, then the board is there again', async ({
  tracker,
  page,
}) => {
  await page.setViewportSize({ width: 1_280, height: 720 })
  await tracker.open('c=45,20&z=7')
  await page.keyboard.press('h')
  await expect(tracker.board).toBeVisible()
  await expect(tracker.board.locator('[data-rank]').first()).toBeVisible()
  await page.keyboard.press('l')
  await expect(tracker.drone).toBeVisible()
  await expect(page).toHaveURL(/drone=[0-9a-f-]+/)
  const droneId = /drone=([0-9a-f-]+)/.exec(page.url())?.[1] ?? ''
  const shown = async () => {
    const spot = await tracker.drawn(droneId)
    return spot !== null && spot.x > 64 && spot.x < 1_280 - 336 && spot.y > 48 && spot.y < 664
  }
  await expect.poll(shown).toBe(true)
  await page.keyboard.press('Escape')
  await expect(tracker.drone).toBeHidden()
  await expect(tracker.board).toBeVisible()
})

test('search forgets its text once used, left or closed; the layer menu closes by Esc and by a press beside it', async ({
  tracker,
  page,
}) => {
  await tracker.open()
  const box = page.getByRole('combobox')
  const close = [
    () => box.press('Escape'),
    () => page.mouse.click(900, 500),
    async () => {
      await expect(page.getByRole('option').first()).toBeVisible()
      await box.press('Enter')
    },
  ]
  for (const leave of close) {
    await box.fill('kabul')
    await leave()
    await expect(box).toHaveValue('')
    await expect(page.getByRole('listbox')).toHaveCount(0)
  }

  const menu = page.getByRole('group', { name: 'Map layers' })
  const layers = page.getByRole('button', { name: 'Layers' })
  await layers.click()
  await menu.getByRole('checkbox', { name: 'Roads' }).uncheck()
  await expect(menu).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(menu).toBeHidden()
  await layers.click()
  await expect(menu).toBeVisible()
  await page.mouse.click(900, 500)
  await expect(menu).toBeHidden()
  await layers.click()
  await layers.click()
  await expect(menu).toBeHidden()
})

test('the status page keeps the theme and leads back to the view it was opened from', async ({ tracker, page }) => {
  await tracker.open('c=33.5,68.25&z=8&theme=night&hide=roads')
  await page.keyboard.press('?')
  await page.getByRole('link', { name: 'Server status' }).click()
  await expect(page.getByRole('heading', { name: 'Server status' })).toBeVisible()
  await expect(page.locator('body')).toHaveCSS('background-color', 'rgb(6, 1, 1)')
  const pages = page.getByRole('navigation', { name: 'Pages' })
  await expect(pages.getByRole('link', { name: 'Status' })).toHaveAttribute('aria-current', 'page')
  await pages.getByRole('link', { name: 'Live' }).click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'night')
  await expect(page).toHaveURL(/c=33\.5,68\.25&z=8.*hide=roads.*theme=night/)
})

test('Back undoes a selection and Forward does it again; the same selected again and the rest of the view are no steps', async ({
  tracker,
  page,
  backend,
}) => {
  const [first, second] = (await backend.fleet())[0]?.drones ?? []
  if (!first || !second) throw new Error('Expected a convoy of two drones.')
  await tracker.open()
  await expect(page).toHaveURL(/convoy=/)
  const steps = () => page.evaluate(() => history.length)
  const atStart = await steps()
  const select = async ({ callsign, droneId }: typeof first) => {
    await tracker.row(callsign).getByRole('button').click()
    await expect(page).toHaveURL(new RegExp(`drone=${droneId}`))
  }
  await select(first)
  await select(second)
  await select(second)
  await page.keyboard.press('n')
  await expect(page).toHaveURL(/theme=night/)
  expect(await steps()).toBe(atStart + 2)

  await page.goBack()
  await expect(tracker.drone).toContainText(first.callsign)
  await expect(page).toHaveURL(new RegExp(`drone=${first.droneId}.*theme=night`))
  await page.goBack()
  await expect(tracker.drone).toBeHidden()
  await expect(page).not.toHaveURL(/drone=/)
  await page.goForward()
  await expect(tracker.drone).toContainText(first.callsign)
  await page.keyboard.press('Escape')
  await expect(tracker.drone).toBeHidden()
  await expect(page).not.toHaveURL(/drone=/)
  await page.goBack()
  await expect(tracker.drone).toContainText(first.callsign)
})

test('a wall that shows one convoy after the other leaves no trail in the history', async ({ tracker, page }) => {
  await page.clock.install()
  await tracker.open('kiosk')
  await expect(page).toHaveURL(/convoy=/)
  const atStart = await page.evaluate(() => history.length)
  const before = page.url()
  await page.clock.runFor(16_000)
  await expect.poll(() => page.url()).not.toBe(before)
  expect(await page.evaluate(() => history.length)).toBe(atStart)
})
