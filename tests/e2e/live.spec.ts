import { mapFiles } from '../../lib/map/map-files.generated.ts'
import { expect, test, trackerOf } from './fixtures.ts'

test('drones are seen, and seen to move', async ({ tracker, backend }) => {
  await tracker.open('z=11')
  const [convoy] = await backend.fleet()
  const drone = await tracker.flying(convoy?.drones ?? [])
  await tracker.open(`z=11&drone=${drone.droneId}&follow`)
  await expect.poll(() => tracker.drawn(drone.droneId)).not.toBeNull()
  const before = await tracker.drawn(drone.droneId)
  await expect
    .poll(async () => (await tracker.drawn(drone.droneId))?.recordedAtMs ?? 0)
    .toBeGreaterThan((before?.recordedAtMs ?? 0) + 2_000)
  const position = tracker.drone.locator('dd').first()
  const reference = await position.textContent()
  expect(reference).toMatch(/^4\d[A-Z] [A-Z]{2} \d{5} \d{5}$/)
  await expect(position).not.toHaveText(reference ?? '')
})

test('the strip counts every drone, and tells both clocks and the link', async ({ tracker, page, backend }) => {
  await tracker.open()
  const count = (await backend.roster()).flatMap((convoy) => convoy.drones).length
  await expect(page.getByRole('list', { name: `Drones, ${count} in all` })).toBeVisible()
  await expect(page.locator('[data-count="live"] .number')).not.toHaveText('0')
  await expect(tracker.badge).toHaveText(/LIVE/)
  const time = page.locator('header time').first()
  const before = await time.textContent()
  expect(before).toMatch(/^\d\d:\d\d:\d\dZ$/)
  await expect(time).not.toHaveText(before ?? '')
})

test('each convoy names its leader with the term, and its heartbeat counts', async ({ tracker, backend }) => {
  await tracker.open()
  const roster = await backend.roster()
  for (const { callsign } of roster)
    await expect(tracker.convoys.getByText(callsign, { exact: true }).first()).toBeVisible()
  const first = tracker.convoys.locator('[data-convoy]').first()
  await expect(first).toContainText(/T\d+/)
  const age = first.locator('.number').last()
  const before = await age.textContent()
  expect(before).toMatch(/ s$/)
  await expect(age).not.toHaveText(before ?? '')
})

test('nothing is loaded twice at the start', async ({ page, backend }) => {
  // An engagement on the way is a reason to load its board again: this convoy has none.
  const { convoyId, droneIds } = await backend.quietConvoy('QUIET-L', 2)
  await backend.record(convoyId, droneIds[0] ?? '', true)
  const asked = new Map<string, number>()
  page.on('request', (request) => {
    const operation = /(?:query|mutation) (\w+)/.exec(request.postData() ?? '')?.[1]
    const what = operation ?? new URL(request.url()).pathname
    asked.set(what, (asked.get(what) ?? 0) + 1)
  })
  const tracker = trackerOf(page, backend.url)
  await tracker.open(`convoy=${convoyId}`)
  await expect(tracker.board.locator('[data-rank]').first()).toBeVisible()
  await expect.poll(() => asked.get(mapFiles.country.url)).toBe(1)
  asked.delete('/icon.svg') // the browser's own doing
  expect([...asked].filter(([, times]) => times > 1)).toEqual([])
})

test('a second visit gets lines, heights and tiles of the map from the browser, without asking for them', async ({
  page,
  tracker,
}) => {
  const urls = Object.values(mapFiles).map(({ url }) => url)
  /** What of the map came, by address, and how much of it over the network. */
  const visit = async () => {
    const loads = () =>
      page.evaluate(() =>
        (performance.getEntriesByType('resource') as PerformanceResourceTiming[]).map(
          ({ name, transferSize }) => [new URL(name).pathname, transferSize] as const,
        ),
      )
    await tracker.open()
    await page.mouse.move(640, 400) // asks for the heights
    const isThere = async (url: string) => (await loads()).some(([path]) => path.startsWith(url))
    for (const url of urls) await expect.poll(() => isThere(url)).toBe(true)
    await expect(page.locator('.leaflet-tile:not(.leaflet-tile-loaded)')).toHaveCount(0)
    return (await loads()).filter(([path]) => urls.some((url) => path.startsWith(url)))
  }
  const first = await visit()
  for (const [path, bytes] of first) expect(bytes, path).toBeGreaterThan(0)
  // The fleet flies on: the second view may need a tile more.
  const known = new Set(first.map(([path]) => path))
  const again = (await visit()).filter(([path]) => known.has(path))
  expect(new Set(again.map(([path]) => path)).size).toBeGreaterThan(urls.length)
  for (const [path, bytes] of again) expect(bytes, path).toBe(0)
})
