import type { Page } from '@playwright/test'
import { expectAccessible } from './accessible.ts'
import { expect, type TrackerPage, test } from './fixtures.ts'

const sizes = [
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
  { width: 2560, height: 1440 },
] as const
const zooms = [6, 8, 10, 12] as const

/** Words that are cut by their own box, and panels that lie on each other. */
const findFaults = (page: Page) =>
  page.evaluate(() => {
    const boxes = [
      ...document.querySelectorAll('main > div > section, main > div > nav, header[data-size], main > section'),
    ]
    const faults: string[] = []
    for (const [index, a] of boxes.entries())
      for (const b of boxes.slice(index + 1)) {
        const [p, q] = [a.getBoundingClientRect(), b.getBoundingClientRect()]
        const apart = p.right <= q.left || q.right <= p.left || p.bottom <= q.top || q.bottom <= p.top
        if (!apart) faults.push(`${a.getAttribute('aria-label')} lies on ${b.getAttribute('aria-label')}`)
      }
    for (const element of document.querySelectorAll<HTMLElement>('header *, main section *, main nav *')) {
      const ownText = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim())
      const hidden =
        !(element instanceof HTMLElement) ||
        element.classList.contains('sr-only') ||
        element.closest('.leaflet-container')
      if (ownText && !hidden && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0)
        faults.push(`“${element.textContent}” is cut`)
    }
    return faults
  })

/** Words on the map's canvas that lie on each other, under a panel or half outside of the window. */
const findWordFaults = (page: Page) =>
  page.evaluate(() => {
    window.__convoyMap?.draw()
    const words = window.__convoyMap?.words() ?? []
    const container = document.querySelector('.leaflet-container') as HTMLElement
    const scale = container.getBoundingClientRect().width / container.offsetWidth
    const panels = [
      ...document.querySelectorAll('header[data-size], main > section, main > div > section, main > div > nav'),
    ]
    const boxes = [
      ...words.map(({ text, leftPx, topPx, widthPx, heightPx }) => ({
        name: `“${text}”`,
        isWord: true,
        left: leftPx * scale,
        top: topPx * scale,
        right: (leftPx + widthPx) * scale,
        bottom: (topPx + heightPx) * scale,
      })),
      ...panels.map((panel) => {
        const { left, top, right, bottom } = panel.getBoundingClientRect()
        return { name: panel.getAttribute('aria-label') ?? panel.tagName, isWord: false, left, top, right, bottom }
      }),
    ]
    const isInView = ({ left, top, right, bottom }: (typeof boxes)[number]) =>
      right > 0 && bottom > 0 && left < innerWidth && top < innerHeight
    const inView = boxes.filter(isInView)
    const faults = inView
      .filter(
        ({ isWord, left, top, right, bottom }) =>
          isWord && (left < 0 || top < 0 || right > innerWidth || bottom > innerHeight),
      )
      .map(({ name }) => `${name} is cut by the window`)
    for (const [index, a] of inView.entries())
      for (const b of inView.slice(index + 1)) {
        const apart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top
        if (!apart && a.isWord) faults.push(`${a.name} lies on ${b.name}`)
      }
    return { count: words.length, faults }
  })

/** Panels are measured again within a second of a change: until then a word may lie under one. */
async function expectWordsApart(page: Page) {
  await expect.poll(async () => (await findWordFaults(page)).faults).toEqual([])
  expect((await findWordFaults(page)).count).toBeGreaterThan(0)
}

async function settled(tracker: TrackerPage, page: Page) {
  await expect(page.locator('[data-convoy] , nav[aria-label="Convoys, folded"] li').first()).toBeVisible()
  await expect(page.locator('main [role="status"][aria-busy="true"]')).toHaveCount(0)
  await expect.poll(() => page.evaluate(() => window.__convoyMap?.visibleCount() ?? 0)).toBeGreaterThan(0)
  await expect(tracker.badge).toHaveAttribute('data-link', 'LIVE')
}

for (const { width, height } of sizes)
  for (const zoom of zooms)
    test(`${width}×${height} at zoom ${zoom}: nothing overlaps and no word is cut`, async ({
      tracker,
      page,
      backend,
    }) => {
      await page.setViewportSize({ width, height })
      await tracker.open()
      const drone = await tracker.flying((await backend.fleet())[0]?.drones ?? [])
      await tracker.open(`z=${zoom}&drone=${drone.droneId}&follow`)
      await settled(tracker, page)
      await expect(tracker.drone).toContainText(/of 25/)
      await page.screenshot({ path: `test-results/screens/${width}x${height}-zoom-${zoom}.png` })
      expect(await findFaults(page)).toEqual([])
      await expectWordsApart(page)
    })

for (const [name, search, size] of [
  ['first view', '', { width: 1_920, height: 1_080 }],
  ['first view of a phone', '', { width: 390, height: 844 }],
  ['grid, a wall', 'kiosk&show=grid', { width: 1_920, height: 1_080 }],
  ['far from the base map', 'c=50,10&z=9', { width: 1_280, height: 720 }],
] as const)
  test(`no word of the map lies on another, under a panel or over the edge: ${name}`, async ({ tracker, page }) => {
    await page.setViewportSize(size)
    await tracker.open(search)
    await expectWordsApart(page)
    await page.keyboard.press('+')
    await expectWordsApart(page)
  })

const states: [name: string, search: string, prepare?: (page: Page) => Promise<void>][] = [
  ['dashboard', ''],
  ['night', 'theme=night'],
  ['kiosk', 'kiosk'],
  ['layers', '', (page) => page.getByRole('button', { name: 'Layers' }).click()],
  ['help', '', (page) => page.keyboard.press('?')],
  ['search', '', (page) => page.getByRole('combobox').fill('kab')],
  ['wilson', 'rank=wilson'],
]

for (const [name, search, prepare] of states)
  test(`axe finds nothing to fault: ${name}`, async ({ tracker, page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await tracker.open(search)
    await settled(tracker, page)
    await prepare?.(page)
    await page.screenshot({ path: `test-results/screens/${name}.png` })
    await expectAccessible(page)
  })

test('axe finds nothing to fault: drone panel at 1280×720, and phone sheets', async ({ tracker, page, backend }) => {
  const drone = (await backend.fleet())[0]?.drones[0]
  await page.setViewportSize({ width: 1280, height: 720 })
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await tracker.open(`drone=${drone?.droneId}`)
  await expect(tracker.drone).toContainText(/of 25/)
  await expectAccessible(page)
  await page.setViewportSize({ width: 390, height: 844 })
  for (const panel of ['convoys=open', 'hud=open', `drone=${drone?.droneId}`]) {
    await tracker.open(panel)
    await expect(page.locator('main section').first()).toBeVisible()
    await page.screenshot({ path: `test-results/screens/phone-${panel.split('=')[0]}.png` })
    await expectAccessible(page)
  }
})
