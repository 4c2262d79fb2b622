import { expect, type TrackerPage, test } from './fixtures.ts'

test.use({ viewport: { width: 390, height: 844 } })

type Box = { x: number; y: number; width: number; height: number }
const areApart = (a: Box, b: Box) =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y

async function boxOf(tracker: TrackerPage, selector: string): Promise<Box> {
  const box = await tracker.page.locator(selector).first().boundingBox()
  if (!box) throw new Error(`Expected ${selector} on the screen.`)
  return box
}

const opened: [what: string, search: string, key: string | null, selector: string][] = [
  ['the convoys', 'convoys=open', null, '#convoys'],
  ['the leaderboard', 'hud=open', null, '#hud'],
  ['the table', 'table', null, '#table'],
  ['the legend', '', 'e', '#legend'],
]
for (const [what, search, key, selector] of opened)
  test(`${what} and the strip do not cover each other`, async ({ tracker, page }) => {
    await tracker.open(search)
    if (key) await page.keyboard.press(key)
    expect(areApart(await boxOf(tracker, selector), await boxOf(tracker, 'header[data-size]'))).toBe(true)
  })

test('the layer menu opens below the strip', async ({ tracker, page }) => {
  await tracker.open()
  await page.getByRole('button', { name: 'Layers' }).click()
  expect(areApart(await boxOf(tracker, 'main > fieldset'), await boxOf(tracker, 'header[data-size]'))).toBe(true)
})

test('scale, sources and the buttons for the panels stand apart, inside the window', async ({ tracker, page }) => {
  await tracker.open()
  // The map still fits the fleet into the window: scale and labels have their place when it stands.
  await expect(async () => {
    const boxes = []
    for (const selector of [
      '[data-map="scale-bar"]',
      'nav[aria-label="Convoys, folded"]',
      'nav[aria-label="Leaderboard, folded"]',
    ])
      boxes.push(await boxOf(tracker, selector))
    boxes.push((await page.getByText('GeoNames').boundingBox()) as Box)
    for (const [index, box] of boxes.entries()) {
      expect(box.x).toBeGreaterThanOrEqual(0)
      expect(box.x + box.width).toBeLessThanOrEqual(390)
      for (const other of boxes.slice(index + 1)) expect(areApart(box, other), JSON.stringify([box, other])).toBe(true)
    }
  }).toPass()
})

test('the introduction speaks of what a phone has', async ({ page, backend }) => {
  await page.goto(backend.url)
  const introduction = page.getByRole('region', { name: 'Introduction' })
  await expect(introduction).toContainText('Open the convoys below')
  await expect(introduction).not.toContainText(/press|key|left|right|click/i)
})
