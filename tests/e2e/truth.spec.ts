import type { Page } from '@playwright/test'
import { openTcpProxy } from '../support/tcp-proxy.ts'
import { backendOf, expect, serverFor, test, trackerOf } from './fixtures.ts'

const fleet = { SIMULATOR_SEED: '7', SIMULATOR_CONVOYS: '3', SIMULATOR_DRONES_PER_CONVOY: '5' }

/** What each place of the screen says of the same drones. */
interface Sample {
  strip: Record<string, number>
  cards: Record<string, number>
  map: Record<string, number>
  calm: boolean
  words: string[]
  badge: string
  version: number
}

declare global {
  interface Window {
    __samples?: Sample[]
  }
}

/** Looks at all places in every frame that the browser paints, and keeps what differs from the sample before. */
const watch = (page: Page) =>
  page.evaluate(() => {
    const samples: Sample[] = []
    window.__samples = samples
    const names = ['late', 'lost', 'unknown'] as const
    const sum = (selector: string) =>
      [...document.querySelectorAll(selector)].reduce(
        (total, one) => total + Number.parseInt(one.textContent ?? '', 10),
        0,
      )
    const each = (of: (name: (typeof names)[number]) => number) =>
      Object.fromEntries(names.map((name) => [name, of(name)]))
    const look = () => {
      requestAnimationFrame(look)
      const states = window.__convoyMap?.states()
      if (!states) return
      const sample: Sample = {
        strip: each((name) => sum(`[data-count="${name}"] .number`)),
        cards: each((name) => sum(`[data-convoy] [data-drones="${name}"]`)),
        map: { late: states.counts[2] ?? 0, lost: states.counts[3] ?? 0, unknown: states.counts[4] ?? 0 },
        calm: document.querySelector('[aria-label="Alerts"]')?.textContent === 'No alerts',
        words: [...document.querySelectorAll('[data-convoy] [data-state]')].map((one) => one.textContent ?? ''),
        badge: document.querySelector('[data-link]')?.getAttribute('data-link') ?? '',
        version: states.version,
      }
      if (JSON.stringify({ ...sample, version: 0 }) !== JSON.stringify({ ...samples.at(-1), version: 0 }))
        samples.push(sample)
    }
    requestAnimationFrame(look)
  })
const samplesOf = (page: Page) => page.evaluate(() => window.__samples ?? [])

test('with the own link silent every place says unknown, names the link, and calls nothing lost; then all is known again', async ({
  page,
}) => {
  const all = 15
  await serverFor(fleet, async ({ url }) => {
    const backend = backendOf(url)
    // Each has reported: what has not is unknown without contact, and nowhere on the map.
    const drones = async () => (await backend.fleet()).flatMap((convoy) => convoy.drones)
    await expect.poll(async () => (await drones()).length).toBe(all)
    const cable = await openTcpProxy(url)
    const tracker = trackerOf(page, cable.url)
    const [convoy] = await backend.fleet()
    const drone = convoy?.drones[0]
    if (!convoy || !drone) throw new Error('Expected a convoy with drones.')
    await tracker.open(`convoy=${convoy.convoyId}&drone=${drone.droneId}&z=8`)
    await expect(page.locator('[data-count="silent"]')).toHaveCount(0)
    await watch(page)

    cable.blackHole()
    await expect(page.locator('[data-count="unknown"] .number')).toHaveText(String(all))
    await expect(tracker.badge).toHaveAttribute('data-link', 'OFFLINE')
    await expect(page.locator('[aria-label="Alerts"]')).toHaveText('No contact: alerts unknown')
    await expect(page.getByText(/No contact for \d+ s/)).toBeVisible()
    await expect(tracker.drone).toContainText('no contact with the server for')
    // Longer than a drone needs to be lost.
    await expect(tracker.badge).toContainText(/for (1[6-9]|2\d) s/)
    await page.screenshot({ path: 'test-results/screens/truth-cut.png' })
    expect(await page.evaluate(() => window.__convoyMap?.states().counts)).toEqual([0, 0, 0, 0, all])

    cable.restore()
    await expect(tracker.badge).toHaveAttribute('data-link', /RESYNCED|LIVE/)
    await expect(page.locator('[data-count="unknown"]')).toHaveCount(0)
    const samples = await samplesOf(page)
    for (const { strip, cards, map } of samples) expect({ strip, map }).toEqual({ strip: cards, map: cards })
    for (const { strip, words, calm } of samples) {
      if (strip.unknown !== all) continue
      expect(calm).toBe(false)
      expect(new Set(words)).toEqual(new Set(['Unknown']))
    }
    await cable.close()
  })
})

for (const isZooming of [false, true])
  test(`in every painted frame list, map, strip and alerts say the same of drones that go late and lost${isZooming ? ', while the map zooms' : ''}`, async ({
    page,
  }) => {
    await serverFor(fleet, async ({ url }) => {
      const backend = backendOf(url)
      const { droneIds } = await backend.quietConvoy('GHOST-1', 3)
      const tracker = trackerOf(page, url)
      await tracker.open()
      const card = tracker.convoys.locator('[data-convoy]').filter({ hasText: 'GHOST-1' })
      // Until the list is loaded it says so, and nothing of drones.
      await expect(card).toBeVisible()
      await watch(page)
      if (isZooming) await keepZooming(page)
      const reading = (droneId: string, sequence: number) => ({
        droneId,
        recordedAt: Date.now(),
        sequence,
        latitudeDeg: 34.5,
        longitudeDeg: 69.2 + sequence / 100,
      })
      await page.request.post(`${url}/api/v1/telemetry`, { data: droneIds.map(reading) })
      await expect(page.locator('[data-count="silent"]')).toHaveCount(0)
      const untilReported = (await samplesOf(page)).length
      await expect(card.locator('[data-drones="late"]')).toHaveText('3 late')
      await expect(card.locator('[data-drones="lost"]')).toHaveText('3 lost', { timeout: 40_000 })
      await expect(page.locator('[aria-label="Alerts"]')).toContainText('3 drones lost')
      if (!isZooming) await page.screenshot({ path: 'test-results/screens/truth-lost.png' })
      const samples = await samplesOf(page)
      expect(samples.length).toBeGreaterThan(2)
      for (const [n, { strip, cards, map, calm, badge }] of samples.entries()) {
        expect(strip).toEqual(cards)
        // What has not reported is nowhere on the map, though a moment without contact makes it unknown.
        if (n >= untilReported || /LIVE|RESYNCED/.test(badge)) expect(map).toEqual(cards)
        if ((strip.lost ?? 0) > 0) expect(calm).toBe(false)
      }
    })
  })

/** Zooms in and out, each time as soon as the map stands: nearly every change comes during a zoom. */
const keepZooming = (page: Page) =>
  page.evaluate(() => {
    let isIn = false
    setInterval(() => {
      const moving = document.querySelector('.leaflet-zoom-anim')
      if (moving) return
      isIn = !isIn
      dispatchEvent(new KeyboardEvent('keydown', { key: isIn ? '+' : '-', bubbles: true }))
    }, 20)
  })

interface Story {
  badge: string
  notice: string
  unknown: string
  total: string
  drawn: number
  timeline: string
}

/** Begins with the page itself: what badge, notice, strip, timeline and map say in every painted frame. */
const watchStory = (page: Page) =>
  page.addInitScript(() => {
    const stories: Story[] = []
    Object.assign(window, { __stories: stories })
    const text = (selector: string) => document.querySelector(selector)?.textContent ?? ''
    const look = () => {
      requestAnimationFrame(look)
      const story = {
        badge: document.querySelector('[data-link]')?.getAttribute('data-link') ?? '',
        notice: text('[data-notice]'),
        unknown: text('[data-count="unknown"] .number'),
        total: document.querySelector('ul[aria-label^="Drones, "]')?.getAttribute('aria-label') ?? '',
        drawn: window.__convoyMap?.states().counts.reduce((sum, count) => sum + count, 0) ?? 0,
        timeline: text('[aria-label="Timeline"] p'),
      }
      if (JSON.stringify(story) !== JSON.stringify(stories.at(-1))) stories.push(story)
    }
    requestAnimationFrame(look)
  })
const storiesOf = (page: Page) => page.evaluate(() => (window as unknown as { __stories: Story[] }).__stories)

/** One story: what the badge says is what all other places say. */
function expectOneStory({ badge, notice, unknown, total, drawn, timeline }: Story, all: number): void {
  const isCurrent = badge === 'LIVE' || badge === 'RESYNCED'
  if (isCurrent) {
    expect({ unknown, timeline, drawn, total }).toEqual({
      unknown: '',
      timeline: 'Live',
      drawn: all,
      total: `Drones, ${all} in all`,
    })
    expect(notice).not.toMatch(/contact|loading|waiting/i)
  }
  if (badge === 'OFFLINE') expect(notice).toMatch(/No contact/)
  if (unknown) expect(badge).toMatch(/OFFLINE|BEHIND|LOADING/)
}

test('on a slow network it is loading, never live, until every convoy is on the map', async ({ page, backend }) => {
  const all = (await backend.roster()).flatMap(({ drones }) => drones).length
  const cable = await openTcpProxy(backend.url)
  cable.throttle(60_000)
  cable.delay(400)
  await watchStory(page)
  await trackerOf(page, cable.url).open()
  const stories = await storiesOf(page)
  expect(stories.map(({ badge }) => badge)).toContain('LOADING')
  for (const story of stories) expectOneStory(story, all)
  await cable.close()
})

test('a map whose code comes late is drawn with what is known, before anything is called live', async ({
  page,
  backend,
}) => {
  const all = (await backend.roster()).flatMap(({ drones }) => drones).length
  await page.route('**/_next/static/chunks/*.js', async (route) => {
    const response = await route.fetch()
    const body = await response.text()
    // Long enough for the first picture to be there.
    if (body.includes('leaflet-zoom-animated')) await expect.poll(() => page.getByText('HAWK-1').count()).not.toBe(0)
    await route.fulfill({ response, body })
  })
  await watchStory(page)
  await trackerOf(page, backend.url).open()
  for (const story of await storiesOf(page)) expectOneStory(story, all)
})

test('after a cut badge, notice, strip, timeline and map tell one story in every painted frame', async ({
  page,
  backend,
}) => {
  const all = (await backend.roster()).flatMap(({ drones }) => drones).length
  const cable = await openTcpProxy(backend.url)
  const tracker = trackerOf(page, cable.url)
  await watchStory(page)
  await tracker.open()
  for (const latencyMs of [0, 300]) {
    cable.cut()
    await expect(page.locator('[data-count="unknown"] .number')).toHaveText(String(all))
    cable.restore()
    cable.delay(latencyMs)
    await expect(tracker.badge).toHaveAttribute('data-link', /RESYNCED|LIVE/)
    await expect(page.getByText('may be old')).toHaveCount(0)
  }
  for (const story of await storiesOf(page)) expectOneStory(story, all)
  await cable.close()
})
