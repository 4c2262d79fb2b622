import { backendOf, expect, serverFor, test, trackerOf } from './fixtures.ts'

test('without any drone the screen says what is missing and what to do', async ({ page }) => {
  await serverFor({ ROLES: 'web,ingest' }, async ({ url }) => {
    const tracker = trackerOf(page, url)
    await tracker.open()
    await expect(page.getByText('No drones yet')).toBeVisible()
    await expect(tracker.convoys).toContainText('No convoys yet')
    await expect(tracker.board).toContainText('No convoy selected')
  })
})

test('an address that names nobody says so', async ({ tracker }) => {
  await tracker.open('drone=00000000-0000-4000-8000-000000000000')
  await expect(tracker.drone).toContainText('No such drone')
})

test('a convoy whose name is still loading has its place in the list, with what is counted of it', async ({ page }) => {
  await serverFor({ ROLES: 'web,ingest' }, async ({ url }) => {
    const tracker = trackerOf(page, url)
    await tracker.open()
    const held = Promise.withResolvers<void>()
    await page.route('**/api/graphql', async (route) => {
      await held.promise
      await route.continue()
    })
    const { convoyId, droneIds } = await backendOf(url).quietConvoy('GHOST-1', 2)
    const readings = droneIds.map((droneId) => ({
      droneId,
      recordedAt: Date.now() - 60_000,
      sequence: 1,
      latitudeDeg: 34.5,
      longitudeDeg: 69.2,
    }))
    await page.request.post(`${url}/api/v1/telemetry`, { data: readings })
    const card = page.locator(`[data-convoy="${convoyId}"]`)
    await expect(card).toContainText('New convoy')
    await expect(card.locator('[data-drones="lost"]')).toHaveText('2 lost')
    await expect(page.locator('[data-count="lost"] .number')).toHaveText('2')
    held.resolve()
    await expect(card).toContainText('GHOST-1')
  })
})

test('a page that is not there leads back to the picture', async ({ page, backend }) => {
  const response = await page.goto(`${backend.url}/nowhere`)
  expect(response?.status()).toBe(404)
  await page.getByRole('link', { name: 'Open the live picture' }).click()
  await expect(page.locator('[data-link]')).toBeVisible()
})

test('the kiosk shows no controls and turns to the next convoy by itself', async ({ tracker, page }) => {
  await tracker.open('kiosk')
  await expect(tracker.board).toBeVisible()
  await expect(page.getByRole('combobox')).toHaveCount(0)
  const title = tracker.board.locator('header')
  await expect(title).toContainText('·')
  const before = await title.textContent()
  await expect(title).not.toHaveText(before ?? '', { timeout: 30_000 })
})

test('the wall moves to the convoy whose board it shows, and ends by mouse', async ({ tracker, page, backend }) => {
  await tracker.open('kiosk')
  const left = (await tracker.convoys.boundingBox()) ?? { x: 0, width: 0 }
  const right = (await tracker.board.boundingBox()) ?? { x: 0 }
  const inBetween = async () => {
    const shown = await tracker.convoys.locator('[data-selected="true"]').getAttribute('data-convoy')
    const convoy = (await backend.fleet()).find(({ convoyId }) => convoyId === shown)
    const spots = await Promise.all((convoy?.drones ?? []).map(({ droneId }) => tracker.drawn(droneId)))
    // `drawn` is in pixels of the map, which a wall draws half as large again.
    const x = spots.flatMap((spot) => (spot ? [spot.x * 1.5] : []))
    return x.length > 0 && Math.min(...x) > left.x + left.width && Math.max(...x) < right.x
  }
  const first = await tracker.convoys.locator('[data-selected="true"]').getAttribute('data-convoy')
  await expect.poll(inBetween).toBe(true)
  await expect(tracker.convoys.locator('[data-selected="true"]')).not.toHaveAttribute('data-convoy', first ?? '', {
    timeout: 30_000,
  })
  await expect.poll(inBetween).toBe(true)

  // A button that shows itself for a while is no target to wait for: moved to and pressed at once, as a hand does.
  const exit = await page.getByRole('button', { name: 'End wall view' }).boundingBox()
  if (!exit) throw new Error('Expected a way to end the wall.')
  await page.mouse.move(exit.x - 40, exit.y - 40)
  await page.mouse.click(exit.x + exit.width / 2, exit.y + exit.height / 2)
  await expect(page.locator('main')).toHaveAttribute('data-size', 'wide')
  await expect(page).not.toHaveURL(/kiosk/)
})

test('ranks and map words of a wall keep their share of the screen at every resolution', async ({ tracker, page }) => {
  for (const [width, height] of [
    [1_920, 1_080],
    [2_560, 1_440],
  ] as const) {
    await page.setViewportSize({ width, height })
    await tracker.open('kiosk')
    const rank = tracker.board.locator('[data-rank] .number').first()
    await expect(rank).toBeVisible()
    const rankPx = await rank.evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize))
    expect(rankPx / height).toBeGreaterThan(0.028)
    const map = page.locator('.leaflet-container')
    const scale = await map.evaluate(
      (element) => element.getBoundingClientRect().width / (element as HTMLElement).offsetWidth,
    )
    expect(scale).toBeCloseTo((1.5 * height) / 1_080, 2)
  }
})

test('a wall, and it alone, shows whole rows and whole cards, and says how many more there are', async ({ page }) => {
  await serverFor({ ROLES: 'web,ingest,worker' }, async ({ url }) => {
    const backend = backendOf(url)
    const [first, ...others] = await Promise.all(
      Array.from({ length: 9 }, (_, index) => backend.quietConvoy(`GHOST-${index}`, index === 0 ? 20 : 1)),
    )
    if (!first) throw new Error('Expected a convoy.')
    for (const droneId of first.droneIds) await backend.record(first.convoyId, droneId, true)
    await page.setViewportSize({ width: 1_920, height: 1_080 })
    const tracker = trackerOf(page, url)
    await tracker.open(`kiosk&convoy=${first.convoyId}`)
    for (const [panel, row, count, word] of [
      [tracker.board, '[data-key]', first.droneIds.length, 'drones'],
      [tracker.convoys, '[data-convoy]', 1 + others.length, 'convoys'],
    ] as const) {
      const note = panel.getByText(new RegExp(`^\\d+ more ${word}$`))
      await expect(note).toBeVisible()
      const end = (await note.boundingBox())?.y ?? 0
      const edge = (await panel.boundingBox()) ?? { x: 0, width: 0 }
      const boxes = await panel
        .locator(row)
        .evaluateAll((rows) => rows.map((one) => one.getBoundingClientRect().toJSON()))
      const seen = boxes.filter(({ left }) => left < edge.x + edge.width / 2)
      expect(boxes).toHaveLength(count)
      expect(Math.max(...seen.map(({ bottom }) => bottom))).toBeLessThanOrEqual(end)
      await expect(note).toHaveText(`${count - seen.length} more ${word}`)
    }
    // Where one scrolls, all is there.
    await tracker.open(`convoy=${first.convoyId}`)
    await expect(tracker.board.locator('[data-key]')).toHaveCount(first.droneIds.length)
    await expect(page.getByText(/^\d+ more /)).toHaveCount(0)
  })
})
