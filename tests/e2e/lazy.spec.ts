import { openTcpProxy } from '../support/tcp-proxy.ts'
import { expect, test, trackerOf } from './fixtures.ts'

test('what is opened while the connection is cut says so, the screen stays, and it comes when the connection does', async ({
  page,
  backend,
}) => {
  const cable = await openTcpProxy(backend.url)
  const tracker = trackerOf(page, cable.url)
  await tracker.open()
  cable.cut()
  await expect(page.locator('[data-notice]')).toContainText(/No contact for/)
  await page.keyboard.press('b')
  await page.keyboard.press('e')
  // Other parts of the screen may not have come before the cut: they say so too.
  const missing = page.getByText('This part can’t be loaded')
  await expect(missing.nth(1)).toBeVisible()
  await expect(tracker.convoys).toBeVisible()
  await expect(page.getByRole('heading', { name: 'The screen has failed' })).toBeHidden()

  cable.restore()
  await expect(page.getByRole('region', { name: 'Legend' })).toBeVisible()
  await expect(page.locator('#table tr[data-drone]').first()).toBeVisible()
  await expect(missing).toHaveCount(0)
  await cable.close()
})
