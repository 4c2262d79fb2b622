import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer } from '../support/server-process.ts'
import { expectAccessible } from './accessible.ts'
import { expect, test } from './fixtures.ts'
import { answerAll, answerOf, card, droneId, open } from './made-up-answers.ts'

test('what failed while the server was gone is asked again, by itself, once it is back', async ({ page }) => {
  test.setTimeout(120_000)
  const folder = mkdtempSync(join(tmpdir(), 'convoy-e2e-'))
  const environment = { DATA_DIR: folder, ROLES: 'web,ingest' }
  let server = await startServer(environment, { pages: true })
  const { url } = server
  try {
    await page.goto(`${url}/analytics?group=leadership`)
    await expect(card(page, 'tenures')).not.toContainText('Loading…')
    await server.stop()
    await page.getByRole('button', { name: 'Refresh' }).click()
    await expect(page.getByText('The server can’t be reached.')).toHaveCount(5)
    await page.screenshot({ path: 'test-results/screens/analytics-unreachable.png' })
    server = await startServer({ ...environment, SERVER_ADDR: new URL(url).host }, { pages: true })
    await expect(page.getByText('The server can’t be reached.')).toHaveCount(0, { timeout: 60_000 })
    await expect(page.getByRole('button', { name: 'Try again' })).toHaveCount(0)
  } finally {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
})

test('nonsense in the address is ignored: every question is still asked as the server takes it', async ({
  page,
  backend,
}) => {
  test.setTimeout(120_000)
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('response', (response) => {
    if (response.url().includes('/analytics/questions/') && response.status() !== 200)
      faults.push(`${response.status()} of ${response.url()}`)
  })
  const searches = [
    '?group=%00&last=-1&brush=~~~&set=,,~,stops.stillMps~1e999&convoyIds=%F0%9F%98%80,<b>,&droneIds=1,2&weaponTypes=NONE',
    '?fromAt=9999-12-31T23:59:59Z&toAt=9999-12-31T23:59:59.999Z',
    '?fromAt=0001-01-01T00:00:00Z&toAt=9999-12-31T23:59:59Z&group=engagements',
    '?last=8784&group=fleet',
    '?fromAt=2099-01-01T00:00:00Z&toAt=2099-02-01T00:00:00Z&group=leadership',
    '?at=nonsense&rate=1e9&group=leadership',
    `?group=fleet&brush=distance~droneIds~${droneId}`,
    `?brush=distance~droneIds~${Array.from({ length: 300 }, () => droneId).join(',')}`,
    '?group=fleet&brush=readings-per-second~9999-01-01T00:00:00Z~9999-12-31T23:59:59.999Z',
    '?group=fleet&brush=readings-per-second~2026-11-28T10:00:00Z~2026-11-28T09:00:00Z&brush=%E0%A4%A',
  ]
  for (const search of searches) {
    await open(page, backend, search)
    await expect(page.locator('[data-question]').first()).toBeVisible()
    await expect(page.getByText('Loading…')).toHaveCount(0)
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
    expect([search, ...faults]).toEqual([search])
  }
})

const hostileNames = [
  '<img src=x onerror=alert(1)>',
  '鷹'.repeat(32),
  'صقر'.repeat(10),
  'W'.repeat(32),
  'a\u0301'.repeat(32),
]

test('names of any script and length stay within their charts, whole in the table, and text', async ({
  page,
  backend,
}) => {
  const columns = ['droneCallsign', 'convoyCallsign']
  await answerAll(page, 5, (name, route) => {
    const answer = answerOf(name, {}, 5) as { columns: { name: string }[]; rows: unknown[][] }
    const rows = answer.rows.map((row, at) =>
      row.map((cell, index) => (columns.includes(answer.columns[index]?.name ?? '') ? hostileNames[at] : cell)),
    )
    return route.fulfill({ json: { ...answer, rows } }).then(() => true)
  })
  for (const [width, height] of [
    [1280, 720],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height })
    await open(page, backend)
    const distance = card(page, 'distance')
    await expect(distance.locator('[data-chart] svg')).toHaveCount(hostileNames.length)
    const outside = await page.evaluate(() =>
      [...document.querySelectorAll('[data-chart] svg text, [data-chart-title]')]
        .filter((text) => {
          const own = text.getBoundingClientRect()
          const around = text.closest('li')?.getBoundingClientRect()
          return own.width > 0 && around && (own.left < around.left - 4 || own.right > around.right + 4)
        })
        .map((text) => `${text.closest('[data-question]')?.getAttribute('data-question')}: ${text.textContent}`),
    )
    expect(outside).toEqual([])
    await page.screenshot({ path: `test-results/screens/analytics-names-${width}.png` })
    await distance.getByRole('button', { name: 'Table', exact: true }).click()
    for (const name of hostileNames) await expect(distance.getByRole('cell', { name }).first()).toBeAttached()
    await expect(page.locator('main img')).toHaveCount(0)
    await expectAccessible(page)
  }
})

test('every control is reached by the keyboard alone, and shows that it has the focus', async ({ page, backend }) => {
  await answerAll(page)
  await open(page, backend, '?group=leadership')
  await expect(card(page, 'link-before-loss').locator('[data-chart] svg').first()).toBeAttached()
  await card(page, 'tenures').getByRole('button', { name: 'Table', exact: true }).press('Enter')
  await page.getByRole('button', { name: /^Weapon types/ }).press('Enter')
  await page.evaluate(() => {
    const controls = 'a[href], button:not(:disabled), input:not(:disabled), select'
    for (const control of document.querySelectorAll<HTMLElement>(`main :is(${controls})`))
      if (control.checkVisibility({ visibilityProperty: true })) control.dataset.unreached = ''
    ;(document.activeElement as HTMLElement | null)?.blur()
    document.body.focus()
  })
  expect(await page.locator('[data-unreached]').count()).toBeGreaterThan(40)
  const unseen: string[] = []
  for (let step = 0; step < 250 && (await page.locator('[data-unreached]').count()) > 0; step++) {
    await page.keyboard.press('Tab')
    const found = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement
      delete element.dataset.unreached
      const { outlineStyle, boxShadow } = getComputedStyle(element)
      return { name: element.outerHTML.slice(0, 80), isSeen: outlineStyle !== 'none' || boxShadow !== 'none' }
    })
    if (!found.isSeen && !found.name.startsWith('<body')) unseen.push(found.name)
  }
  expect(unseen).toEqual([])
  await expect(page.locator('[data-unreached]')).toHaveCount(0)
})

test('the browser’s Back brings the time span back, in the answers and in its controls', async ({ page, backend }) => {
  await answerAll(page)
  await open(page, backend, '?last=6')
  await page.getByRole('link', { name: 'Engagement patterns' }).click()
  await page.getByRole('button', { name: 'From … to' }).click()
  await expect(page.getByLabel('From, UTC')).toBeVisible()
  await page.goBack()
  await expect(page.getByRole('button', { name: '6 h', exact: true })).toHaveAttribute('aria-pressed', 'true')
  await expect(page.getByLabel('From, UTC')).toHaveCount(0)
})
