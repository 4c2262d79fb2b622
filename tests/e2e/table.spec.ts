import { expectAccessible } from './accessible.ts'
import { expect, test } from './fixtures.ts'

test('b opens the table; sorting, filtering and picking go by keyboard and mouse', async ({
  tracker,
  page,
  backend,
}) => {
  const fleet = await backend.fleet()
  const callsign = fleet[1]?.drones[2]?.callsign ?? ''
  await tracker.open()
  await page.keyboard.press('b')
  const table = page.getByRole('region', { name: 'Drones', exact: true })
  await expect(table.getByRole('row').nth(1)).toBeVisible()
  await expectAccessible(page)

  await table.getByRole('button', { name: /^Fuel/ }).click()
  await expect(table.getByRole('columnheader', { name: /^Fuel/ })).toHaveAttribute('aria-sort', 'ascending')
  await table.getByRole('button', { name: /^Fuel/ }).click()
  await expect(table.getByRole('columnheader', { name: /^Fuel/ })).toHaveAttribute('aria-sort', 'descending')

  await table.getByLabel('Filter by callsign, convoy or type').fill(callsign.toLowerCase())
  await expect(table.locator('tr[data-drone]')).toHaveCount(1)
  await table.getByRole('checkbox', { name: `Pick ${callsign}` }).check()
  await expect(page).toHaveURL(/picked=/)
  await expect(table.getByText('1 picked')).toBeVisible()

  await table.getByLabel('Filter by callsign, convoy or type').fill('')
  const first = table.locator('tr[data-index="0"]').getByRole('button')
  await first.focus()
  await page.keyboard.press('ArrowDown')
  await expect(table.locator('tr[data-index="1"]').getByRole('button')).toBeFocused()
  await page.keyboard.press('Enter')
  const selected = await table.locator('tr[data-index="1"]').getAttribute('data-drone')
  await expect(table.locator(`tr[data-drone="${selected}"]`)).toHaveAttribute('data-selected', 'true')
  await expect(page).toHaveURL(/drone=/)

  await page.reload()
  await expect(table.getByText('1 picked')).toBeVisible()
  await page.keyboard.press('b')
  await expect(table).toBeHidden()
})

test('Ctrl and a click on the map pick the drone in the table too', async ({ tracker, page, backend }) => {
  await tracker.open('table')
  const drone = await tracker.flying((await backend.fleet())[0]?.drones ?? [])
  await tracker.open(`z=12&drone=${drone.droneId}&follow&table`)
  await expect.poll(() => tracker.drawn(drone.droneId)).not.toBeNull()
  const map = await page.locator('.leaflet-container').boundingBox()
  const at = await tracker.drawn(drone.droneId)
  if (!at || !map) throw new Error('Expected the drone on the map.')
  await page.keyboard.down('Control')
  await page.mouse.click(map.x + at.x, map.y + at.y)
  await page.keyboard.up('Control')
  await expect(page.getByRole('region', { name: 'Drones', exact: true }).getByText('1 picked')).toBeVisible()
  await expect(page).toHaveURL(new RegExp(`picked=${drone.droneId}`))
})

test('on a phone the table is a sheet that a selection closes', async ({ tracker, page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await tracker.open('table')
  const table = page.getByRole('region', { name: 'Drones', exact: true })
  await table.locator('tr[data-drone]').first().getByRole('button').click()
  await expect(table).toBeHidden()
  await expect(tracker.drone).toBeVisible()
})

test('Esc lets the selected drone go, then closes the table', async ({ tracker, page, backend }) => {
  const drone = (await backend.fleet())[0]?.drones[0]
  await tracker.open(`table=1&drone=${drone?.droneId}`)
  const table = page.getByRole('region', { name: 'Drones', exact: true })
  await expect(table).toBeVisible()
  await expect(tracker.drone).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(tracker.drone).toBeHidden()
  await expect(table).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(table).toBeHidden()
})

test('a column that is cut at the right edge fades, and stands whole once scrolled to', async ({ tracker, page }) => {
  await page.setViewportSize({ width: 1_280, height: 800 })
  await tracker.open('table=1&convoys=open&hud=open')
  const scroller = page.locator('#table [data-cut]')
  await expect(scroller).toHaveAttribute('data-cut', 'true')
  await expect(scroller).toHaveCSS('mask-image', /linear-gradient/)
  await scroller.evaluate((element) => element.scrollTo({ left: element.scrollWidth }))
  await expect(scroller).toHaveAttribute('data-cut', 'false')
  await expect(scroller).toHaveCSS('mask-image', 'none')
})
