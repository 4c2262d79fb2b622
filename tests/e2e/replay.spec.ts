import type { Page } from '@playwright/test'
import { requestGraphql } from '../../lib/api/client.ts'
import { PastRosterDocument, RecordingDocument, UpdateConvoyDocument } from '../../lib/api/documents.generated.ts'
import { expectAccessible } from './accessible.ts'
import { backendOf, expect, serverFor, test, trackerOf } from './fixtures.ts'

const atOf = (page: Page) => Date.parse(new URL(page.url()).searchParams.get('at') ?? '')

/** The instant of a paused screen, once the address has it. */
async function pausedAtMs(page: Page): Promise<number> {
  await expect(page.locator('[data-link]')).toContainText('paused')
  const shownMs = async () => Date.parse((await page.locator('header time').first().getAttribute('dateTime')) ?? '')
  await expect.poll(async () => atOf(page) - (await shownMs())).toBe(0)
  return atOf(page)
}

/** Resolves once what was shown up to an instant is recorded. */
const recordedUpTo = (url: string, atMs: number) =>
  expect
    .poll(async () => {
      const span = { from: new Date(atMs).toISOString(), to: new Date(atMs + 1).toISOString() }
      return (await requestGraphql(RecordingDocument, span, { url: `${url}/api/graphql` })).recording.length
    })
    .toBe(1)

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
  await page.keyboard.press('Space')
  await expect(tracker.badge).toHaveAttribute('data-link', 'REPLAY')
  await expect(page.locator('main')).toHaveAttribute('data-time', 'replay')
  const atMs = await pausedAtMs(page)
  // The names of that instant are there once nothing can be changed any more.
  await expect(page.getByRole('button', { name: /^Manage/ })).toHaveCount(0)
  const shown = await screenOf(page, droneIds)
  await recordedUpTo(backend.url, atMs + 6_000)
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
  await page.keyboard.press('Space')
  const pausedMs = await pausedAtMs(page)
  for (const key of [',', ',', ',', '.']) await page.keyboard.press(key)
  await expect.poll(() => atOf(page)).toBe(pausedMs - 2_000)
  await page.keyboard.press('Space')
  await expect(tracker.badge).toContainText('1×')
  await page.keyboard.press('<')
  await expect(tracker.badge).toContainText('0.5×')
  await expect.poll(() => atOf(page)).toBeGreaterThan(pausedMs - 1_500)
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
  // Below the marks, of which other tests have left some.
  const at = (share: number) => ({ x: box.x + box.width * share, y: box.y + box.height * 0.85 })
  await expect(page.locator('[data-gap]').first()).toBeVisible()
  await page.mouse.move(at(0.5).x, at(0.5).y)
  await page.mouse.down()
  await page.mouse.move(at(0.4).x, at(0.4).y, { steps: 4 })
  await expect(tracker.badge).toHaveAttribute('data-link', 'NOT RECORDED')
  const agoMs = Date.now() - atOf(page)
  await page.mouse.up()
  expect(agoMs / 60_000).toBeGreaterThan(30)
  await expect(page.locator('[data-notice]')).toContainText('Nothing was recorded at this time')
  await expect(page.getByLabel('Drones, 0 in all')).toBeVisible()

  const lengthS = async () =>
    Number(await track.getAttribute('aria-valuemax')) - Number(await track.getAttribute('aria-valuemin'))
  const before = await lengthS()
  await page.mouse.wheel(0, 500)
  await expect.poll(lengthS).toBeGreaterThan(before)
  const cursorMs = atOf(page)
  await track.focus()
  await page.keyboard.press('ArrowUp')
  await expect.poll(() => atOf(page)).toBe(cursorMs + 60_000)
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
  const graphql = { url: `${backend.url}/api/graphql` }
  let thenMs = 0
  const namesNow = async () => {
    thenMs = Date.now() - 1
    const { rosters } = await requestGraphql(PastRosterDocument, { at: new Date(thenMs).toISOString() }, graphql)
    return rosters.convoys.find((convoy) => convoy.convoyId === convoyId)?.roster.callsign
  }
  await expect.poll(namesNow).toBe('QUIET-7')
  await recordedUpTo(backend.url, thenMs)
  const { version } = (await backend.roster()).find((convoy) => convoy.convoyId === convoyId) ?? { version: 0 }
  await requestGraphql(UpdateConvoyDocument, { input: { convoyId, version, callsign: 'LOUD-7' } }, graphql)
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

test('a mark of the timeline leads to its instant and selects its convoy', async ({ page }) => {
  await serverFor({ ROLES: 'web,ingest,worker' }, async ({ url }) => {
    const [backend, tracker] = [backendOf(url), trackerOf(page, url)]
    // Until then nobody records marks.
    await recordedUpTo(url, Date.now())
    const { convoyId, droneIds } = await backend.quietConvoy('QUIET-M', 2)
    const [first = '', second = ''] = droneIds
    await tracker.open()
    await backend.record(convoyId, first, true)
    await backend.record(convoyId, first, false)
    await backend.record(convoyId, second, true)
    // The last three seconds can't be replayed yet.
    await recordedUpTo(url, Date.now() + 3_000)
    await page.getByRole('button', { name: /QUIET-M: QUIET-M-02 takes first place/ }).click()
    await expect(page).toHaveURL(new RegExp(`convoy=${convoyId}.*at=`))
    await expect(page.locator('main')).toHaveAttribute('data-time', 'replay')
    await expect(tracker.row('QUIET-M-02')).toHaveAttribute('data-rank', '1')
  })
})
