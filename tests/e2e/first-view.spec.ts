import type { Page } from '@playwright/test'
import { mapFiles } from '../../lib/map/map-files.generated.ts'
import { expect, test } from './fixtures.ts'

const sizes = [
  [1_280, 720],
  [1_920, 1_080],
  [2_560, 1_440],
  [2_560, 1_080],
  [390, 844],
] as const

for (const [width, height] of sizes)
  test(`${width}×${height}: the first view shows every drone between the panels and ground at every edge`, async ({
    tracker,
    page,
    backend,
  }) => {
    await page.setViewportSize({ width, height })
    await tracker.open()
    const drones = (await backend.fleet()).flatMap((convoy) => convoy.drones)
    const hidden = async () => {
      const free = await freeSpace(page)
      const spots = await Promise.all(drones.map(({ droneId }) => tracker.drawn(droneId)))
      return spots.filter(
        (spot) => spot && (spot.x < free.left || spot.x > free.right || spot.y < free.top || spot.y > free.bottom),
      ).length
    }
    await expect.poll(async () => (await tracker.drawn(drones[0]?.droneId ?? '')) !== null).toBe(true)
    await expect.poll(hidden).toBe(0)
    await expect(page).not.toHaveURL(/[?&][cz]=/)
    await page.screenshot({ path: `test-results/screens/first-view-${width}x${height}.png` })
  })

test('the ground goes on beyond the relief without an edge', async ({ tracker, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const world = page.waitForResponse(`**${mapFiles.world.url}`)
  await tracker.open('c=33.5,67.5&z=5&hide=labels,roads,aor,links,trails')
  await world
  // Across the western edge of the relief: borders and rivers cross, an edge would run along.
  await expect.poll(() => steepest(page, { x: 560, y: 450, width: 230, height: 200 })).toBeLessThan(6)
})

test('the map ends where it has nothing more to show, and says so at its button', async ({ tracker, page }) => {
  await tracker.open('z=14')
  await expect.poll(() => page.evaluate(() => window.__convoyMap?.zoom())).toBe(12)
  await expect(page.getByRole('button', { name: 'Zoom in' })).toBeDisabled()
  await page.keyboard.press('+')
  await expect(page).toHaveURL(/z=12/)
})

test('a map that was moved away finds the fleet again, by key and by button', async ({ tracker, page }) => {
  await tracker.open('c=50,10&z=6')
  await page.keyboard.press('a')
  await expect(page).not.toHaveURL(/[?&][cz]=/)
  await tracker.open('c=50,10&z=6')
  await page.getByRole('button', { name: 'All drones in view' }).click()
  await expect(page).not.toHaveURL(/[?&][cz]=/)
})

/** What the panels leave of the map. */
const freeSpace = (page: Page) =>
  page.evaluate(() => {
    const free = { left: 0, top: 0, right: innerWidth, bottom: innerHeight }
    for (const panel of document.querySelectorAll('header[data-size], main > section, main > div > section')) {
      const box = panel.getBoundingClientRect()
      if (box.width > innerWidth / 2) {
        if (box.top < 10) free.top = box.bottom
        else free.bottom = box.top
      } else if (box.left < innerWidth / 2) free.left = Math.max(free.left, box.right)
      else free.right = Math.min(free.right, box.left)
    }
    return free
  })

/** The greatest step of brightness (0 … 255) between neighbouring columns that at least half of the rows show: marks and names are lower. */
async function steepest(page: Page, clip: { x: number; y: number; width: number; height: number }): Promise<number> {
  const png = await page.screenshot({ clip })
  return page.evaluate(async (base64) => {
    const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob())
    const { width, height } = picture
    const context = new OffscreenCanvas(width, height).getContext('2d')
    context?.drawImage(picture, 0, 0)
    const { data } = context?.getImageData(0, 0, width, height) ?? { data: [] }
    const green = (x: number, y: number) => data[4 * (y * width + x) + 1] ?? 0
    const medianStep = (x: number) => {
      const steps = Array.from({ length: height }, (_, y) => Math.abs(green(x, y) - green(x - 1, y)))
      return steps.sort((a, b) => a - b)[Math.floor(height / 2)] ?? 0
    }
    return Math.max(...Array.from({ length: width - 1 }, (_, i) => medianStep(i + 1)))
  }, png.toString('base64'))
}
