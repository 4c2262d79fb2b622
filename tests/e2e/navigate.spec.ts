import { expect, test } from './fixtures.ts'

test('search finds a drone, and Enter selects it', async ({ tracker, page, backend }) => {
  await tracker.open()
  const drone = (await backend.fleet())[1]?.drones[2]
  if (!drone) throw new Error('Expected a second convoy of three drones.')
  await page.keyboard.press('/')
  await expect(page.getByRole('combobox')).toBeFocused()
  await page.keyboard.type(drone.callsign.toLowerCase())
  await expect(page.getByRole('option').first()).toContainText(drone.callsign)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`drone=${drone.droneId}`))
  await expect(tracker.drone).toContainText(drone.callsign)
})

test('search finds towns, and says so when there is nothing', async ({ tracker, page }) => {
  await tracker.open()
  const box = page.getByRole('combobox')
  await box.fill('jalalabad')
  await expect(page.getByRole('option', { name: /Jalalabad/ }).first()).toBeVisible()
  await box.press('Enter')
  await expect(page).toHaveURL(/c=34\.\d+,70\.\d+&z=11/)
  await box.fill('zzzz')
  await expect(page.getByText('No match for “zzzz”')).toBeVisible()
  await box.press('Escape')
  await expect(page.getByText('No match for “zzzz”')).toBeHidden()
})

test('every key of the sheet does what it says', async ({ tracker, page }) => {
  await tracker.open()
  await page.keyboard.press('?')
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect(sheet).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()

  await page.keyboard.press(']')
  await expect(page).toHaveURL(/convoy=/)
  // A convoy that is electing has no leader to show: asked again.
  await expect(async () => {
    await page.keyboard.press('l')
    await expect(page).toHaveURL(/drone=/, { timeout: 1_000 })
  }).toPass({ timeout: 20_000 })
  const steps: [string, RegExp][] = [
    ['f', /follow/],
    ['g', /show=grid/],
    ['t', /hide=trails/],
    ['p', /hide=trails,links/],
    ['n', /theme=night/],
    ['r', /rank=wilson/],
    ['h', /hud=folded/],
    ['c', /convoys=folded/],
    ['k', /kiosk/],
  ]
  for (const [key, address] of steps) {
    await page.keyboard.press(key)
    await expect(page).toHaveURL(address)
  }
  await page.keyboard.press('Escape')
  await expect(page).not.toHaveURL(/kiosk/)
  await page.keyboard.press('Escape')
  await expect(page).not.toHaveURL(/drone=/)
})

test('[ and ] go through the convoys and around their ends', async ({ tracker, page, backend }) => {
  await tracker.open()
  const count = (await backend.roster()).length
  const selected = tracker.convoys.locator('[data-selected="true"]')
  await expect(selected).toHaveCount(1)
  const first = await selected.getAttribute('data-convoy')
  for (let step = 0; step < count; step++) {
    const before = (await selected.getAttribute('data-convoy')) ?? ''
    await page.keyboard.press(']')
    await expect(selected).not.toHaveAttribute('data-convoy', before)
  }
  await expect(selected).toHaveAttribute('data-convoy', first ?? '')
})

test('a reload brings back what was seen: place, selection, layers, theme', async ({ tracker, page, backend }) => {
  const drone = (await backend.fleet())[0]?.drones[1]
  await tracker.open(`c=33.5,68.25&z=8&drone=${drone?.droneId}&hide=roads&theme=night&hud=folded`)
  await expect(page).toHaveURL(/convoy=/)
  const address = page.url()
  await page.reload()
  await expect(tracker.badge).toHaveAttribute('data-link', 'LIVE')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'night')
  await expect(tracker.drone).toContainText(drone?.callsign ?? '')
  await expect(page.getByRole('button', { name: 'Leaderboard' })).toBeVisible()
  expect(page.url()).toBe(address)
  expect(await page.evaluate(() => window.__convoyMap?.zoom())).toBe(8)
})

test('a click on the map selects the drone under it; its panel says all that is known', async ({
  tracker,
  page,
  backend,
}) => {
  await tracker.open()
  const drone = await tracker.flying((await backend.fleet())[0]?.drones ?? [])
  await tracker.open(`z=12&drone=${drone.droneId}&follow`)
  await expect.poll(() => tracker.drawn(drone.droneId)).not.toBeNull()
  await page.keyboard.press('f')
  await page.keyboard.press('Escape')
  await expect(tracker.drone).toBeHidden()
  const map = await page.locator('.leaflet-container').boundingBox()
  const at = await tracker.drawn(drone.droneId)
  if (!at || !map) throw new Error('Expected the drone on the map.')
  await page.mouse.click(map.x + at.x, map.y + at.y)
  await expect(tracker.drone).toContainText(drone.callsign)
  for (const text of ['MGRS', 'Height', 'Heading', 'Speed', 'Fuel', 'Link', 'ago, every'])
    await expect(tracker.drone).toContainText(text)
  await expect(tracker.drone).toContainText(/\d+ of 25/)
  await expect(tracker.drone.locator('svg path').first()).toBeVisible()
})

test('follow keeps the drone in the middle until the map is dragged', async ({ tracker, page, backend }) => {
  await tracker.open()
  const drone = await tracker.flying((await backend.fleet())[2]?.drones ?? [])
  await tracker.open(`z=12&drone=${drone.droneId}`)
  await tracker.drone.getByRole('button', { name: 'Follow' }).click()
  await expect(page).toHaveURL(/follow/)
  await expect.poll(async () => Math.abs(((await tracker.drawn(drone.droneId))?.y ?? 0) - 540)).toBeLessThan(60)
  await page.mouse.move(800, 700)
  await page.mouse.down()
  await page.mouse.move(700, 600, { steps: 5 })
  await page.mouse.up()
  await expect(page).not.toHaveURL(/follow/)
})

test('the zoom buttons keep what is selected and followed', async ({ tracker, page, backend }) => {
  const drone = (await backend.fleet())[0]?.drones[0]
  await tracker.open(`z=9&drone=${drone?.droneId}&follow`)
  await page.getByRole('button', { name: 'Zoom in' }).click()
  await expect(page).toHaveURL(/z=10/)
  await expect(page).toHaveURL(new RegExp(`drone=${drone?.droneId}`))
  await expect(page).toHaveURL(/follow/)
  await expect(tracker.drone).toBeVisible()
})

test('+ and - zoom without a click on the map before', async ({ tracker, page }) => {
  await tracker.open('z=8')
  await page.keyboard.press('+')
  await expect(page).toHaveURL(/z=9/)
  await page.keyboard.press('-')
  await page.keyboard.press('-')
  await expect(page).toHaveURL(/z=7/)
})

test('a zoom that is taken back while it is under way is taken back', async ({ tracker, page }) => {
  await tracker.open('z=8')
  const zooms = await page.evaluateHandle(() => {
    const zooms = { ended: 0 }
    const pane = document.querySelector('.leaflet-map-pane') as Element
    let was = false
    new MutationObserver(() => {
      const is = pane.classList.contains('leaflet-zoom-anim')
      if (was && !is) zooms.ended++
      was = is
    }).observe(pane, { attributeFilter: ['class'] })
    return zooms
  })
  await page.keyboard.press('+')
  await expect(page).toHaveURL(/z=9/)
  await page.keyboard.press('-')
  await expect.poll(() => zooms.evaluate(({ ended }) => ended)).toBe(2)
  await expect(page).toHaveURL(/z=8/)
  await page.getByRole('button', { name: 'Zoom in' }).click()
  await expect(page).toHaveURL(/z=9/)
})
