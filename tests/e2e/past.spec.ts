import { requestGraphql } from '../../lib/api/client.ts'
import { DemoPastDocument } from '../../lib/api/documents.generated.ts'
import { expect, serverFor, test, trackerOf } from './fixtures.ts'

const hourMs = 3_600_000

test('a fresh demo is live first, shows how much of its past is written, and then shows yesterday', async ({
  page,
}) => {
  test.setTimeout(420_000)
  await page.setViewportSize({ width: 1440, height: 900 })
  await serverFor({ SIMULATOR_PAST_HOURS: '24' }, async ({ url }) => {
    const at = { url: `${url}/api/graphql` }
    const written = async () => (await requestGraphql(DemoPastDocument, {}, at)).demoPast
    const tracker = trackerOf(page, url)
    await tracker.open()
    const progress = page.locator('[data-past-progress]')
    await expect(progress).toContainText('Writing the demo’s past', { timeout: 60_000 })
    await expect(page.locator('[data-link]').first()).toHaveAttribute('data-link', /LIVE|RESYNCED/)
    await page.screenshot({ path: 'test-results/past-being-written.png' })

    await expect.poll(async () => (await written())?.finishedAt ?? null, { timeout: 300_000 }).not.toBeNull()
    await expect(progress).toHaveCount(0)
    await expect(page.locator('[data-reconstructed]').first()).toContainText('Reconstructed, not recorded live', {
      timeout: 30_000,
    })
    await page.screenshot({ path: 'test-results/past-written.png' })

    const yesterday = new Date(Date.now() - 20 * hourMs).toISOString()
    await page.goto(`${url}/?probe&at=${encodeURIComponent(yesterday)}&rate=0`)
    await expect(page.locator('[data-link]').first()).toContainText('REPLAY')
    await expect(page.getByRole('list', { name: 'Drones, 60 in all' })).toBeVisible()
    await expect(page.getByRole('button', { name: /HAWK-1, (Healthy|Electing|Split brain)/ })).toBeVisible()
    await expect(page.locator('[data-reconstructed]').first()).toBeVisible()
    await page.screenshot({ path: 'test-results/past-yesterday.png' })
    await page.setViewportSize({ width: 390, height: 844 })
    await page.screenshot({ path: 'test-results/past-yesterday-phone.png' })
  })
})
