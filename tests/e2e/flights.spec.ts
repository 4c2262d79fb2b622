import type { Page } from '@playwright/test'
import { worldXOf, worldYOf } from '../../lib/map/mercator.ts'
import { loadFlights, type Track } from '../support/flights.ts'
import { expect, serverFor, test, trackerOf } from './fixtures.ts'

const size = { width: 1920, height: 1080 }
const zoom = 8

test('a recorded flight is drawn where it was flown, years ago and far away', async ({ page }) => {
  const { lines, flights } = loadFlights()
  const flight = flights.toSorted((a, b) => b.readings - a.readings).find(({ readings }) => readings <= 500)
  const track = lines.map((line) => JSON.parse(line) as Track).filter(({ droneId }) => droneId === flight?.droneId)
  const center = track[Math.floor(track.length / 2)]
  if (!center) throw new Error('Expected a flight of 500 readings or fewer.')

  await serverFor({ ROLES: 'web,ingest,worker', AUTO_ENROLL: 'true' }, async ({ url }) => {
    const answer = await fetch(`${url}/api/v1/telemetry`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: track.map((reading) => JSON.stringify(reading)).join('\n'),
    })
    expect(await answer.json()).toMatchObject({ accepted: track.length, refused: [] })

    const tracker = trackerOf(page, url)
    await page.setViewportSize(size)
    await tracker.open(`c=${center.latitudeDeg},${center.longitudeDeg}&z=${zoom}&drone=${center.droneId}&hide=labels`)
    const drawn = () => page.evaluate(() => window.__convoyMap?.track() ?? null)
    await expect.poll(async () => (await drawn())?.length).toBe(track.length)

    const map = await page.locator('.leaflet-container').boundingBox()
    if (!map) throw new Error('Expected a map.')
    const expectedAt = ({ latitudeDeg, longitudeDeg }: Track) => ({
      x: map.width / 2 + (worldXOf(longitudeDeg) - worldXOf(center.longitudeDeg)) * 2 ** zoom,
      y: map.height / 2 + (worldYOf(latitudeDeg) - worldYOf(center.latitudeDeg)) * 2 ** zoom,
    })
    for (const [i, point] of ((await drawn()) ?? []).entries()) {
      const expected = expectedAt(track[i] as Track)
      expect(Math.hypot(point.x - expected.x, point.y - expected.y), `point ${i}`).toBeLessThan(3)
    }
    expect(await isInked(page, { x: map.x + map.width / 2, y: map.y + map.height / 2 })).toBe(true)
    await page.screenshot({ path: 'test-results/screens/recorded-flight.png' })
  })
})

/** Whether the screen is bright within three pixels of a place in the map: ground that has no data is dark. */
async function isInked(page: Page, { x, y }: { x: number; y: number }): Promise<boolean> {
  const png = await page.screenshot({ clip: { x: x - 3, y: y - 3, width: 7, height: 7 } })
  return page.evaluate(async (base64) => {
    const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob())
    const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d')
    context?.drawImage(picture, 0, 0)
    const { data } = context?.getImageData(0, 0, picture.width, picture.height) ?? { data: [] }
    for (let i = 0; i < data.length; i += 4)
      if (Math.min(data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0) > 150) return true
    return false
  }, png.toString('base64'))
}
