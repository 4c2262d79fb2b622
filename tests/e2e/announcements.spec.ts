import type { Page } from '@playwright/test'
import { openTcpProxy } from '../support/tcp-proxy.ts'
import { expect, test, trackerOf } from './fixtures.ts'

/** Texts that a screen reader would announce from now on: every change inside a live region. */
const listenToRegions = (page: Page) =>
  page.evaluateHandle(() => {
    const live = '[role="status"], [role="log"], [role="alert"], [aria-live="polite"], [aria-live="assertive"]'
    const heard: string[] = []
    new MutationObserver((changes) => {
      for (const { target } of changes) {
        const region = (target instanceof Element ? target : target.parentElement)?.closest(live)
        if (region) heard.push(region.textContent ?? '')
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true })
    return heard
  })

/** Resolves when the clock of the strip has moved on this often. */
async function afterTicks(page: Page, count: number) {
  const clock = page.locator('header time').first()
  for (let tick = 0; tick < count; tick++) {
    const before = (await clock.textContent()) ?? ''
    await expect(clock).not.toHaveText(before)
  }
}

const ticks = 5
const age = /\d (s|min)\b/

test('while nothing happens nothing is announced, though ages count', async ({ tracker, page }) => {
  await tracker.open()
  const heard = await listenToRegions(page)
  await afterTicks(page, ticks)
  // Drones may be lost meanwhile: what is announced then names a convoy, never an age.
  const texts = new Set(await heard.jsonValue())
  for (const text of texts) expect(text).not.toMatch(age)
  const ofNoConvoy = [...texts].filter((text) => !/[A-Z]-\d/.test(text))
  expect(ofNoConvoy.length).toBeLessThan(ticks)
})

test('a cut is announced once, not with every second that it lasts', async ({ page, backend }) => {
  const cable = await openTcpProxy(backend.url)
  const tracker = trackerOf(page, cable.url)
  await tracker.open()
  cable.cut()
  const notice = page.locator('[data-notice]')
  await expect(notice).toContainText(/No contact for/)
  await expect(notice.getByRole('status')).toHaveText(/^No contact with the server/)
  const heard = await listenToRegions(page)
  await afterTicks(page, ticks)
  const texts = new Set(await heard.jsonValue())
  for (const text of texts) expect(text).not.toMatch(age)
  const ofNoConvoy = [...texts].filter((text) => !/[A-Z]-\d/.test(text))
  expect(ofNoConvoy.length).toBeLessThan(ticks)
  await cable.close()
})
