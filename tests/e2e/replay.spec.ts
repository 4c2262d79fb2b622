import type { Page } from '@playwright/test'
import { requestGraphql } from '../../lib/api/client.ts'
import { UpdateConvoyDocument } from '../../lib/api/documents.generated.ts'
import { expectAccessible } from './accessible.ts'
import { expect, test } from './fixtures.ts'

/** The recorder has stored what was shown a moment ago. */
const recordedMs = 4_000
/** The address is written this long after a change. */
const writtenMs = 600
const instantOf = (page: Page) => Date.parse(new URL(page.url()).searchParams.get('at') ?? '')

/** What the whole screen says: the same for everyone who looks at the same instant. */
const screenOf = (page: Page, droneIds: readonly string[]) =>
  page.evaluate((ids) => {
    window.__convoyMap?.draw()
    return {
      // Where they are drawn depends on what else covers the map.
      drawn: ids.map((id) => {
        const { recordedAtMs, state, speedMps } = window.__convoyMap?.drawn(id) ?? {}
        return { recordedAtMs, state, speedMps }
      }),
      counts: document.querySelector('ul[aria-label^="Drones, "]')?.textContent,
      convoys: [...document.querySelectorAll('#convoys [data-convoy]')].map((card) => card.textContent),
      clock: document.querySelector('header time')?.getAttribute('dateTime'),
    }
  }, droneIds)

test('a pause holds the whole screen, its address shows the same to someone else, and one key leads back to live', async ({
  tracker,
  page,
  backend,
  browser,
}) => {
  const droneIds = (await backend.fleet()).flatMap(({ drones }) => drones.map(({ droneId }) => droneId))
  await tracker.open()
  await page.waitForTimeout(recordedMs)
  await page.keyboard.press('Space')
  await expect(tracker.badge).toHaveAttribute('data-link', 'REPLAY')
  await expect(tracker.badge).toContainText('paused')
  await expect(page.locator('main')).toHaveAttribute('data-time', 'replay')
  await expect(page).toHaveURL(/at=/)
  await page.waitForTimeout(1_000)
  const shown = await screenOf(page, droneIds)
  await page.waitForTimeout(2_000)
  expect(await screenOf(page, droneIds)).toEqual(shown)

  const other = await browser.newPage({ viewport: { width: 1920, height: 1080 } })
  await other.goto(page.url())
  await expect(other.locator('[data-link]')).toContainText('paused')
  await expect(other.locator('.leaflet-container')).toBeVisible()
  await expect.poll(() => screenOf(other, droneIds)).toEqual(shown)
  await other.close()

  await page.keyboard.press('0')
  await expect(tracker.badge).toHaveAttribute('data-link', /LIVE|RESYNCED/)
  await expect(page).not.toHaveURL(/at=/)
})

test('time runs as fast as it is told, steps by the second, and stops where it is told', async ({ tracker, page }) => {
  await tracker.open()
  await page.waitForTimeout(recordedMs)
  for (const key of ['Space', ',', ',', ',']) await page.keyboard.press(key)
  await page.waitForTimeout(writtenMs)
  const pausedMs = instantOf(page)
  await page.keyboard.press('.')
  await expect.poll(() => instantOf(page)).toBe(pausedMs + 1_000)
  await page.keyboard.press('Space')
  await expect(tracker.badge).toContainText('1×')
  await page.keyboard.press('<')
  await expect(tracker.badge).toContainText('0.5×')
  await expect.poll(() => instantOf(page)).toBeGreaterThan(pausedMs + 1_500)
  await page.keyboard.press('Space')
  await expect(tracker.badge).toContainText('paused')
})

test('the timeline is dragged, zoomed by the wheel and by keys, and hatches what was not recorded', async ({
  tracker,
  page,
}) => {
  await tracker.open()
  const track = page.getByRole('slider', { name: 'Time cursor' })
  const box = await track.boundingBox()
  if (!box) throw new Error('Expected a timeline.')
  const at = (share: number) => ({ x: box.x + box.width * share, y: box.y + box.height / 3 })
  await expect(page.locator('[data-gap]').first()).toBeVisible()
  await page.mouse.move(at(0.5).x, at(0.5).y)
  await page.mouse.down()
  await page.mouse.move(at(0.4).x, at(0.4).y, { steps: 4 })
  await expect(tracker.badge).toHaveAttribute('data-link', 'NOT RECORDED')
  const agoMs = Date.now() - instantOf(page)
  await page.mouse.up()
  expect(agoMs / 60_000).toBeGreaterThan(30)
  await expect(page.locator('[data-notice]')).toContainText('Nothing was recorded at this time')
  await expect(page.getByLabel('Drones, 0 in all')).toBeVisible()

  const lengthS = async () =>
    Number(await track.getAttribute('aria-valuemax')) - Number(await track.getAttribute('aria-valuemin'))
  const before = await lengthS()
  await page.mouse.wheel(0, 500)
  await expect.poll(lengthS).toBeGreaterThan(before)
  await page.waitForTimeout(writtenMs)
  const cursorMs = instantOf(page)
  await track.focus()
  await page.keyboard.press('ArrowUp')
  await expect.poll(() => instantOf(page)).toBe(cursorMs + 60_000)
})

test('names and board are those of the instant, and nothing of it can be changed', async ({
  tracker,
  page,
  backend,
}) => {
  const { convoyId, droneIds } = await backend.quietConvoy('QUIET-7', 2)
  const [first = '', second = ''] = droneIds
  await backend.record(convoyId, first, true)
  await backend.record(convoyId, second, false)
  await tracker.open(`convoy=${convoyId}`)
  await expect(tracker.row('QUIET-7-01')).toContainText('1/1')
  await page.waitForTimeout(recordedMs)
  const thenMs = Date.now()
  await page.waitForTimeout(recordedMs)
  const { version } = (await backend.roster()).find((convoy) => convoy.convoyId === convoyId) ?? { version: 0 }
  await requestGraphql(
    UpdateConvoyDocument,
    { input: { convoyId, version, callsign: 'LOUD-7' } },
    { url: `${backend.url}/api/graphql` },
  )
  for (let n = 0; n < 3; n++) await backend.record(convoyId, second, true)
  await expect(tracker.row('QUIET-7-02')).toContainText('3/4')
  await expect(tracker.convoys).toContainText('LOUD-7')

  await page.goto(`${backend.url}/?probe&convoy=${convoyId}&at=${new Date(thenMs).toISOString()}`)
  await expect(tracker.badge).toContainText('paused')
  await expect(tracker.convoys).toContainText('QUIET-7')
  await expect(tracker.convoys).not.toContainText('LOUD-7')
  await expect(tracker.row('QUIET-7-02')).toContainText('0/1')
  await expect(page.getByRole('button', { name: /^Manage/ })).toHaveCount(0)
})

test('without contact the past is said to be out of reach, and comes back by itself', async ({ tracker, page }) => {
  await tracker.open()
  await page.waitForTimeout(recordedMs)
  await page.keyboard.press('Space')
  await expect(tracker.badge).toContainText('paused')
  await page.route('**/frames?*', (route) => route.abort())
  await page.keyboard.press('PageDown')
  await page.getByRole('slider', { name: 'Time cursor' }).focus()
  await page.keyboard.press('ArrowDown')
  await expect(tracker.badge).toHaveAttribute('data-link', /OFFLINE|NOT RECORDED/)
  await page.unroute('**/frames?*')
  await page.keyboard.press('0')
  await expect(tracker.badge).toHaveAttribute('data-link', /LIVE|RESYNCED/)
})

test('a replay is accessible', async ({ tracker, page }) => {
  await tracker.open()
  await page.waitForTimeout(recordedMs)
  await page.keyboard.press('Space')
  await expect(tracker.badge).toContainText('paused')
  await expectAccessible(page)
})

for (const size of [
  { width: 1280, height: 720 },
  { width: 390, height: 844 },
])
  test(`the timeline of a replay has its controls, its track and its instant at ${size.width}×${size.height}`, async ({
    tracker,
    page,
  }) => {
    await page.setViewportSize(size)
    await tracker.open()
    await page.keyboard.press('Space')
    await expect(tracker.badge).toHaveAttribute('data-link', 'REPLAY')
    const timeline = page.getByRole('region', { name: 'Timeline' })
    const track = await page.getByRole('slider', { name: 'Time cursor' }).boundingBox()
    expect(track?.width).toBeGreaterThan(300)
    for (const part of [timeline.locator('time'), timeline.getByRole('button', { name: 'Live', exact: true })]) {
      const box = await part.boundingBox()
      expect(box && box.x >= 0 && box.x + box.width <= size.width).toBe(true)
    }
  })
