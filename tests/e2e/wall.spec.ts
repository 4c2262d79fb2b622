import { expect, test } from './fixtures.ts'

interface Frame {
  title: string
  rows: string[]
  heightPx: number
  isPrevious: boolean
}

test('at every switch of the wall ranks stand under the name of their own convoy, and the board keeps its height', async ({
  page,
  tracker,
  backend,
}) => {
  const fleet = (await backend.fleet()).slice(0, 3)
  for (const { convoyId, drones } of fleet)
    for (const drone of drones) await backend.record(convoyId, drone.droneId, true)
  // A server whose boards come when the test lets them: the moment between two boards is as long as it takes to look.
  let answered = Promise.resolve()
  await page.route('**/api/graphql', async (route) => {
    const response = await route.fetch()
    if (/\bleaderboard\(/.test(route.request().postData() ?? '')) await answered
    await route.fulfill({ response })
  })
  await tracker.open(`convoy=${fleet[0]?.convoyId}`)
  await expect(tracker.board.getByRole('listitem')).toHaveCount(fleet[0]?.drones.length ?? 0)
  await page.evaluate(() => {
    const frames: Frame[] = []
    Object.assign(window, { __frames: frames })
    const look = () => {
      requestAnimationFrame(look)
      const hud = document.querySelector('#hud')
      if (!hud) return
      const frame = {
        title: hud.querySelector('header')?.textContent ?? '',
        rows: [...hud.querySelectorAll('[data-key]')].map((row) => row.getAttribute('data-key') ?? ''),
        heightPx: Math.round(hud.getBoundingClientRect().height),
        isPrevious: hud.querySelector('[data-previous="true"]') !== null,
      }
      if (JSON.stringify(frame) !== JSON.stringify(frames.at(-1))) frames.push(frame)
    }
    requestAnimationFrame(look)
  })
  for (const convoy of fleet.slice(1)) {
    const gate = Promise.withResolvers<void>()
    answered = gate.promise
    await tracker.convoys.locator(`[data-convoy="${convoy.convoyId}"] button`).click()
    await expect(tracker.board).toContainText(`Previous board. Loading ${convoy.callsign}…`)
    await page.screenshot({ path: 'test-results/screens/truth-board-switch.png' })
    gate.resolve()
    await expect(tracker.board.locator('header')).toContainText(convoy.callsign)
    await expect(tracker.board.locator('[data-previous="true"]')).toHaveCount(0)
  }
  const frames = await page.evaluate(() => (window as unknown as { __frames: Frame[] }).__frames)
  expect(frames.some(({ isPrevious }) => isPrevious)).toBe(true)
  const heights = frames.map(({ heightPx }) => heightPx)
  expect(Math.min(...heights)).toBeGreaterThan(0.9 * Math.max(...heights))
  for (const { title, rows } of frames) {
    const owner = fleet.find(({ callsign }) => title.includes(callsign))
    const drones = new Set(owner?.drones.map(({ droneId }) => droneId))
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.filter((droneId) => !drones.has(droneId))).toEqual([])
  }
})
