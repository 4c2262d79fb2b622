import type { Page } from '@playwright/test'
import { requestGraphql } from '../../lib/api/client.ts'
import { SystemDocument, type SystemQuery } from '../../lib/api/documents.generated.ts'
import { formatUtc } from '../../lib/view/format.ts'
import { expectAccessible } from './accessible.ts'
import { type Backend, expect, test } from './fixtures.ts'

const open = async (page: Page, { url }: Backend) => {
  await page.goto(`${url}/status`)
  await expect(page.locator('[data-entity]')).toHaveCount(3)
}
const section = (page: Page, name: string) => page.getByRole('region', { name, exact: true })

/** The page asks for the type of everything: what is made up here has it too. */
function nameTypes({ stores, lake, jobs, contracts }: SystemQuery['system']): void {
  const name = (typeName: string, parts: readonly object[] = []) => {
    for (const part of parts) Object.assign(part, { __typename: typeName })
  }
  name('Store', stores)
  name('Lake', [lake])
  if (jobs) name('Jobs', [jobs])
  name('JobCounts', jobs?.counts)
  name('SetAsideJob', jobs?.setAside)
  if (contracts) name('ContractReport', [contracts])
  name('AdapterContract', contracts?.adapters)
}

/** Shows the page another answer of the server: states that a healthy one does not have. */
const answerWith = (page: Page, change: (system: SystemQuery['system']) => void) =>
  page.route('**/api/graphql', async (route) => {
    if (!/\bsystem\b/.test(route.request().postData() ?? '')) return route.continue()
    const response = await route.fetch()
    const answer = (await response.json()) as { data: SystemQuery }
    change(answer.data.system)
    nameTypes(answer.data.system)
    await route.fulfill({ response, json: answer })
  })

const awaySince = new Date(Date.now() - 192_000).toISOString()
const awaySinceUtc = `${formatUtc(Date.parse(awaySince))}Z`
const failing = (system: SystemQuery['system']) => {
  system.stores = [
    {
      name: 'ScyllaDB',
      kind: 'STORE',
      state: 'DOWN',
      since: awaySince,
      detail: 'All hosts failed.',
    },
    { name: 'Redis', kind: 'CACHE', state: 'DOWN', since: awaySince, detail: 'connect ECONNREFUSED 127.0.0.1:6379' },
  ]
  system.lake = {
    ...{ generation: 412, asOf: awaySince, readings: 86_400_000, files: 5_040, unreadableFiles: 1 },
    pausedBecause: 'The lake /lake can’t be used: no space is left.',
  }
  system.jobs = {
    counts: [
      { name: 'leaderboard-repair', waiting: 0, running: 1, done: 1_204, setAside: 0 },
      { name: 'claims-repair', waiting: 3, running: 0, done: 88, setAside: 1 },
    ],
    setAside: [
      { id: '41', name: 'claims-repair', error: 'Expected a claim, got none.', tries: 5, failedAt: awaySince },
    ],
  }
  system.contracts = {
    ranAt: awaySince,
    adapters: [
      { port: 'Tables', adapter: 'scylla', passed: 61, failed: 0, skipped: 0, failedLaws: [] },
      {
        port: 'Cache',
        adapter: 'redis',
        passed: 7,
        failed: 1,
        skipped: 0,
        failedLaws: ['deletes, and a missing key is no error'],
      },
    ],
  }
}

const isCluster = process.env.CONVOY_STORES === 'cluster'

test('the status page says how the server runs', async ({ page, backend }) => {
  test.setTimeout(240_000)
  await open(page, backend)
  const facts = section(page, 'This process')
  await expect(facts.locator('dd').first()).toHaveText(isCluster ? 'cluster' : 'embedded')
  await expect(facts).toContainText('web ingest worker simulator')
  await expect(facts.locator('dd').nth(6)).toHaveText(/[1-9]/)
  for (const store of isCluster ? ['ScyllaDB', 'Redis'] : ['LMDB'])
    await expect(section(page, 'Stores').locator(`[data-store="${store}"]`)).toHaveAttribute('data-state', 'UP')
  const lake = section(page, 'History for analysis')
  await expect(lake).toContainText(/Covers readings until.*Readings[\d,\s]+Files\s?[1-9]/, { timeout: 180_000 })
})

test('an admin chooses a strategy by keyboard, sees its hits, and chooses the configured one again', async ({
  page,
  backend,
}) => {
  await open(page, backend)
  const row = page.locator('[data-entity="LEADERBOARD"]')
  const read = row.getByLabel('Read Leaderboards')
  const [configured, other] = isCluster ? ['READ_THROUGH', 'STORE_ONLY'] : ['STORE_ONLY', 'READ_THROUGH']
  const askBoards = async () => {
    const [convoy] = await backend.fleet()
    for (let n = 0; n < 3; n++) await backend.board(convoy?.convoyId ?? '')
    await expect(row.locator('dd').first()).toHaveText(/[1-9]\d*\.\d %/)
  }
  await expect(read).toHaveValue(configured)
  await read.focus()
  await read.selectOption(other)
  const words = configured.toLowerCase().replace('_', '.')
  await expect(row).toContainText(new RegExp(`changed by local at \\d\\d:\\d\\d:\\d\\dZ; configured: ${words}`))
  if (other === 'READ_THROUGH') await askBoards()
  await read.selectOption(configured)
  await expect(row).toContainText('as configured, changed by local')
  if (configured === 'READ_THROUGH') await askBoards()
  const { system } = await requestGraphql(SystemDocument, {}, { url: `${backend.url}/api/graphql` })
  expect(system.strategies.find(({ entity }) => entity === 'LEADERBOARD')?.read).toBe(configured)
})

test('metrics count what the strategies do, by entity', async ({ page, backend }) => {
  const text = await (await page.request.get(`${backend.url}/api/metrics`)).text()
  for (const entity of ['route', 'recent-engagements', 'leaderboard'])
    expect(text).toMatch(new RegExp(`^convoy_cache_hits_total\\{entity="${entity}"\\} \\d+$`, 'm'))
})

test('unavailable stores, failed jobs and failed contract tests are described', async ({ page, backend }) => {
  await answerWith(page, failing)
  await open(page, backend)
  await expect(page.locator('[data-store="Redis"]')).toContainText(/Down.*ECONNREFUSED/)
  await expect(page.locator('[data-store="ScyllaDB"]')).toContainText(/Down.*All hosts failed/)
  await expect(page.locator('[data-job="41"]')).toContainText('failed 5 times')
  await expect(section(page, 'Contracts of the adapters')).toContainText('redis, Cache: deletes')
  await page.getByRole('button', { name: 'Run again claims-repair' }).click()
  await expect(page.getByText('The job was not run again')).toBeVisible()
})

test('without a server the page says so, and from when is what it shows', async ({ page, backend }) => {
  await open(page, backend)
  await page.route('**/api/graphql', (route) => route.abort())
  await expect(page.getByText('No contact with the server')).toBeVisible()
  await expect(page.getByText(/What is shown is from \d\d:\d\d:\d\dZ/)).toBeVisible()
})

for (const [name, width, height] of [
  ['1280x720', 1280, 720],
  ['phone', 390, 844],
] as const)
  test(`${name}: no word of the status page is cut, nothing scrolls sideways, axe finds nothing to fault`, async ({
    page,
    backend,
  }) => {
    await page.setViewportSize({ width, height })
    for (const [state, change] of [
      ['healthy', () => {}],
      ['failing', failing],
    ] as const) {
      await answerWith(page, change)
      await open(page, backend)
      if (state === 'failing') await expect(section(page, 'History for analysis')).toContainText('Export paused')
      await page.screenshot({ path: `test-results/screens/status-${state}-${name}.png`, fullPage: true })
      const tooWide = await page.evaluate(() =>
        [
          document.documentElement,
          ...document.querySelectorAll<HTMLElement>('header *:not(.sr-only), main *:not(.sr-only)'),
        ]
          .filter((element) => element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1)
          .map((element) => `${element.tagName} “${element.textContent?.slice(0, 40)}”`),
      )
      expect(tooWide).toEqual([])
      await expectAccessible(page)
      await page.unrouteAll({ behavior: 'ignoreErrors' })
    }
  })

test('the live picture says when its cache or its database is unavailable', async ({ tracker, page }) => {
  let down = 'CACHE'
  await answerWith(page, (system) => {
    failing(system)
    for (const store of system.stores) store.state = store.kind === down ? 'DOWN' : 'UP'
  })
  await tracker.open()
  await expect(page.getByText(`Redis unavailable since ${awaySinceUtc}`)).toBeVisible()
  await expect(page.getByText('Live positions come from the database every few seconds.')).toBeVisible()
  await page.screenshot({ path: 'test-results/screens/cache-away.png' })
  await expectAccessible(page)
  down = 'STORE'
  await expect(page.getByText('Database unavailable: nothing new is recorded')).toBeVisible()
  await expect(page.getByText(`What is shown is from ${awaySinceUtc}.`)).toBeVisible()
  down = 'none'
  await expect(page.getByText('nothing new is recorded')).toHaveCount(0)
})
