import type { Page } from '@playwright/test'
import { openTcpProxy } from '../support/tcp-proxy.ts'
import { expect, test, trackerOf } from './fixtures.ts'

declare global {
  interface Window {
    /** Sets the clock of this machine so much ahead of the true one. */
    __setClock(aheadMs: number): void
  }
}

/** Gives the page a clock that can be set, as that of a machine can. */
const withClock = (page: Page, aheadMs: number) =>
  page.addInitScript((start) => {
    let aheadMs = start
    const TrueDate = Date
    window.__setClock = (next) => {
      aheadMs = next
    }
    globalThis.Date = class extends TrueDate {
      constructor(...parts: []) {
        if (parts.length === 0) super(TrueDate.now() + aheadMs)
        else super(...parts)
      }
      static override now = () => TrueDate.now() + aheadMs
    } as DateConstructor
  }, aheadMs)

/** The oldest picture that the badge tells of in the next fifteen deliveries, and whether it ever said LIVE over a fleet without a live drone. */
const lookOn = (page: Page) =>
  page.evaluate(async () => {
    const version = () => window.__convoyMap?.states().version ?? 0
    const until = version() + 15
    let oldestS = 0
    let isContradicted = false
    while (version() < until) {
      await new Promise(requestAnimationFrame)
      const badge = document.querySelector('[data-link]')
      const age = /(\d+(?:\.\d+)?) (s|min|h|d)$/.exec(badge?.textContent ?? '')
      if (age) oldestS = Math.max(oldestS, age[2] === 's' ? Number(age[1]) : Infinity)
      const isLive = badge?.getAttribute('data-link') === 'LIVE'
      if (isLive && document.querySelector('[data-count="live"] .number')?.textContent === '0') isContradicted = true
    }
    return { oldestS, isContradicted }
  })

for (const aheadMs of [30_000, -30_000, 86_400_000])
  test(`F129 a clock set by ${aheadMs / 1_000} s, before or while the page is open, changes nothing that it says`, async ({
    page,
    tracker,
  }) => {
    await withClock(page, aheadMs)
    await tracker.open()
    for (const next of [aheadMs, 0, aheadMs]) {
      await page.evaluate((ms) => window.__setClock(ms), next)
      const { oldestS, isContradicted } = await lookOn(page)
      expect(isContradicted).toBe(false)
      // A busy machine may be seconds behind, never by what the clock was set.
      expect(oldestS).toBeLessThan(20)
      const shown = await page.locator('header time').first().getAttribute('datetime')
      expect(Math.abs(Date.parse(shown ?? '') - Date.now())).toBeLessThan(5_000)
    }
  })

test('F129 the status page reckons ages by the server’s clock', async ({ page, backend }) => {
  await withClock(page, 86_400_000)
  await page.goto(`${backend.url}/status`)
  const runningFor = page.getByRole('term').filter({ hasText: /^Running for$/ })
  await expect(runningFor.locator('+ dd')).toHaveText(/^\d+(\.\d)? (s|min)$/)
  await expect(page.locator('[data-store]').first()).toContainText(/^.*for \d+(\.\d)? (s|min),/)
})

test.describe('in another time zone', () => {
  test.use({ timezoneId: 'Pacific/Kiritimati' })
  test('each date is that of the time beside it', async ({ page, tracker }) => {
    await tracker.open()
    const nowMs = Date.parse((await page.locator('header time').first().getAttribute('datetime')) ?? '')
    const dateIn = (timeZone: string) => new Date(nowMs).toLocaleDateString('en-CA', { timeZone })
    await expect(page.locator('[data-clock="utc-date"]')).toHaveText(dateIn('UTC'))
    await expect(page.locator('[data-clock="local"]')).toHaveText(
      new RegExp(`^\\d\\d:\\d\\d:\\d\\d UTC\\+14 ${dateIn('Pacific/Kiritimati')}$`),
    )
  })
})

/** Moves every text into elements of its own and changes it, as a browser that translates a page does; what comes later too. */
const translate = (page: Page) =>
  page.evaluate(() => {
    const move = (root: Node) => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
      const texts: Text[] = []
      while (walker.nextNode()) texts.push(walker.currentNode as Text)
      for (const text of texts) {
        if (!text.data.trim() || text.parentElement?.closest('font, script, style, [translate="no"]')) continue
        const outer = document.createElement('font')
        const inner = document.createElement('font')
        outer.append(inner)
        text.replaceWith(outer)
        inner.append(`«${text.data}»`)
      }
    }
    move(document.body)
    new MutationObserver((changes) => {
      for (const { target, addedNodes } of changes) if (addedNodes.length > 0) move(target)
    }).observe(document.body, { subtree: true, childList: true })
  })

test('F129 a translated page goes on saying what is so, and does not fail', async ({ page, backend }) => {
  const cable = await openTcpProxy(backend.url)
  const tracker = trackerOf(page, cable.url)
  const failures: string[] = []
  page.on('pageerror', ({ message }) => failures.push(message))
  const { convoyId, droneIds } = await backend.quietConvoy('QUIET-T', 2)
  const [first = '', second = ''] = droneIds
  await backend.record(convoyId, first, true)
  await backend.record(convoyId, second, false)
  await tracker.open(`convoy=${convoyId}&drone=${first}`)
  const row = tracker.row('QUIET-T-02')
  await expect(row).toContainText('0/1')
  await translate(page)
  await expect(tracker.badge).toContainText('«LIVE»')

  await backend.record(convoyId, second, true)
  await expect(row).toContainText('«1/2»')
  const time = page.locator('header time').first()
  const before = await time.textContent()
  await expect(time).not.toHaveText(before ?? '')

  cable.cut()
  await expect(tracker.badge).toContainText('«OFFLINE»')
  await expect(tracker.convoys.locator('[data-state="Unknown"]').first()).toContainText('«Unknown»')
  cable.restore()
  for (const key of ['h', 'h', 'c', 'c', ']', '[', 'n', 'n', '?', 'Escape', 'Escape']) await page.keyboard.press(key)
  await expect(tracker.badge).toContainText(/«(LIVE|RESYNCED)»/)
  await expect(tracker.convoys.locator('[data-state="Healthy"]').first()).toContainText('«Healthy»')
  expect(failures).toEqual([])
  await cable.close()
})
