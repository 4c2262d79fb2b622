import { readFile } from 'node:fs/promises'
import { AxeBuilder } from '@axe-core/playwright'
import type { Download, Page } from '@playwright/test'
import { parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { backendOf, expect, serverFor, type TrackerPage, test, trackerOf } from './fixtures.ts'

const minutesAgo = (minutes: number) => Math.floor(Date.now() / 60_000) * 60_000 - minutes * 60_000

/** A convoy whose two drones reported 10 minutes, 2 hours and 2 days ago. */
async function withHistory(
  page: Page,
  use: (scene: { tracker: TrackerPage; convoyId: string; droneIds: string[]; times: number[] }) => Promise<void>,
) {
  await serverFor({ ROLES: 'web,ingest,worker' }, async ({ url }) => {
    const { convoyId, droneIds } = await backendOf(url).quietConvoy('HAWK-1', 2)
    const times = [2 * 1_440, 120, 10].map(minutesAgo)
    const readings = droneIds.flatMap((droneId, n) =>
      times.map((recordedAt, sequence) => ({
        ...{ droneId, recordedAt, sequence },
        ...{ latitudeDeg: 34.2 + n / 20, longitudeDeg: 68.5 + sequence / 20, altitudeM: 3_000 },
      })),
    )
    const headers = { 'content-type': 'application/json' }
    await fetch(`${url}/api/v1/telemetry`, { method: 'POST', headers, body: JSON.stringify(readings) })
    await use({ tracker: trackerOf(page, url), convoyId, droneIds, times })
  })
}

const sheetOf = (page: Page) => page.getByRole('dialog', { name: /^Export / })
const textOf = async (download: Download) => readFile(await download.path(), 'utf8')

test('a drone’s readings are downloaded by keyboard alone: the last hour as CSV, then its day as GPX', async ({
  page,
}) => {
  await withHistory(page, async ({ tracker, droneIds, times }) => {
    await page.setViewportSize({ width: 1280, height: 720 })
    await tracker.open(`drone=${droneIds[0]}`)
    await tracker.drone.getByRole('button', { name: 'Export' }).focus()
    await page.keyboard.press('Enter')
    const sheet = sheetOf(page)
    await expect(sheet.getByText(/^About \S+ readings, .*B$/)).toBeVisible()
    await page.screenshot({ path: 'test-results/export-sheet.png' })
    const pressDownload = async () => {
      await sheet.getByLabel('Format').focus()
      await page.keyboard.press('Tab')
      const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')])
      return file
    }
    const hour = await pressDownload()
    expect(hour.suggestedFilename()).toMatch(/^HAWK-1-01_\d{8}T\d{6}Z_\d{8}T\d{6}Z\.csv$/)
    const rows = (await textOf(hour)).trimEnd().split('\r\n')
    expect(rows.slice(1).map((row) => Number(row.split(',')[1]))).toEqual(times.slice(2))
    await expect(sheet.getByRole('status')).toHaveText(/saves the file/)

    await sheet.getByRole('radio', { name: 'Last hour' }).press('ArrowRight')
    await sheet.getByLabel('Format').focus()
    await page.keyboard.type('GPX')
    const day = await pressDownload()
    expect(await textOf(day)).toContain('<name>HAWK-1-01</name>')
    expect((await textOf(day)).match(/<trkpt /g)).toHaveLength(2)
    await page.keyboard.press('Escape')
    await expect(sheet).toBeHidden()
    await expect(tracker.drone.getByRole('button', { name: 'Export' })).toBeFocused()
  })
})

test('a convoy’s readings are downloaded, of all drones or of some, of a span that is typed, as Parquet too', async ({
  page,
}) => {
  await withHistory(page, async ({ tracker, convoyId, droneIds, times }) => {
    await tracker.open(`convoy=${convoyId}`)
    await tracker.convoys.getByRole('button', { name: 'Export', exact: true }).click()
    const sheet = sheetOf(page)
    await sheet.getByLabel('Format').selectOption('Parquet')
    await sheet.getByRole('radio', { name: 'From … to' }).check()
    const download = sheet.getByRole('button', { name: 'Download' })
    await sheet.getByLabel('From, UTC').fill(new Date(times[0] ?? 0).toISOString().slice(0, 16))
    const parquet = async () => {
      const [file] = await Promise.all([page.waitForEvent('download'), download.click()])
      expect(file.suggestedFilename()).toMatch(/^HAWK-1_.*\.parquet$/)
      const bytes = new Uint8Array(await readFile(await file.path()))
      return (await parquetReadObjects({ file: bytes.buffer, compressors })).map(({ droneId, recordedAt }) => [
        droneId,
        (recordedAt as Date).getTime(),
      ])
    }
    const sorted = droneIds.toSorted()
    expect(await parquet()).toEqual(sorted.flatMap((droneId) => times.map((at) => [droneId, at])))

    await sheet.getByRole('radio', { name: 'Some' }).check()
    await expect(sheet.getByText('Expected at least one drone.')).toBeVisible()
    await sheet.getByRole('checkbox', { name: 'HAWK-1-02' }).check()
    await page.screenshot({ path: 'test-results/export-convoy.png' })
    expect(await parquet()).toEqual(times.map((at) => [droneIds[1], at]))
    expect((await new AxeBuilder({ page }).include('dialog').analyze()).violations).toEqual([])

    await sheet.getByLabel('To, UTC').fill('2020-01-01T00:00')
    await expect(sheet.getByRole('alert')).toHaveText('Expected a span that ends after it begins.')
    await expect(download).toHaveAttribute('aria-disabled', 'true')
  })
})

test('a server that cannot be reached is told in the sheet, and nothing is downloaded', async ({ page }) => {
  await withHistory(page, async ({ tracker, droneIds }) => {
    await tracker.open(`drone=${droneIds[0]}`)
    await tracker.drone.getByRole('button', { name: 'Export' }).click()
    await page.route('**/api/v1/drones/**', (route) => route.abort())
    await sheetOf(page).getByRole('button', { name: 'Download' }).click()
    await expect(sheetOf(page).getByRole('status')).toContainText('Nothing was downloaded: try again.')
  })
})
