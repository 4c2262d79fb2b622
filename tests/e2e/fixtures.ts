import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base, expect, type Locator, type Page } from '@playwright/test'
import type { MapProbe } from '../../components/map/probe.ts'
import { preferencesKey } from '../../components/shell/preferences.ts'
import { requestGraphql } from '../../lib/api/client.ts'
import {
  AddDroneDocument,
  CreateConvoyDocument,
  LeaderboardDocument,
  type LeaderboardQuery,
  RecordEngagementDocument,
  RosterDocument,
  type RosterQuery,
} from '../../lib/api/documents.generated.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { openFreshCluster } from '../support/servers-cluster.ts'

export interface Backend {
  url: string
  roster(): Promise<RosterQuery['convoys']>
  /** The simulated convoys, whose drones report. */
  fleet(): Promise<RosterQuery['convoys']>
  board(convoyId: string): Promise<LeaderboardQuery['leaderboard']>
  /** Records an engagement as any other client of the API would. */
  record(convoyId: string, droneId: string, hit: boolean): Promise<void>
  /** Makes a convoy that the simulator leaves alone; returns its id and its drones' in order. */
  quietConvoy(callsign: string, drones: number): Promise<{ convoyId: string; droneIds: string[] }>
}

const withServer = async (environment: Record<string, string>, use: (server: ServerProcess) => Promise<void>) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'convoy-e2e-'))
  const cluster = process.env.CONVOY_STORES === 'cluster' ? await openFreshCluster() : null
  const server = await startServer({ DATA_DIR: dataDir, ...cluster?.environment, ...environment }, { pages: true })
  try {
    await use(server)
  } finally {
    await server.stop()
    await cluster?.drop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

const quietUnit = 'Test Range'

export function backendOf(url: string): Backend {
  const at = { url: `${url}/api/graphql` }
  return {
    url,
    fleet: async () =>
      (await requestGraphql(RosterDocument, {}, at)).convoys.filter((convoy) => convoy.commandingUnit !== quietUnit),
    roster: async () => (await requestGraphql(RosterDocument, {}, at)).convoys,
    board: async (convoyId) => (await requestGraphql(LeaderboardDocument, { convoyId, limit: 50 }, at)).leaderboard,
    async record(convoyId, droneId, hit) {
      const input = { convoyId, droneId, hit, weaponType: 'AGM176_GRIFFIN' as const }
      const { recordEngagement } = await requestGraphql(RecordEngagementDocument, { input }, at)
      expect(recordEngagement).toMatchObject({ success: true, faults: [] })
    },
    async quietConvoy(callsign, drones) {
      const { createConvoy } = await requestGraphql(
        CreateConvoyDocument,
        { input: { callsign, commandingUnit: quietUnit } },
        at,
      )
      const convoyId = createConvoy.convoy?.convoyId ?? ''
      const droneIds: string[] = []
      for (let number = 1; number <= drones; number++) {
        const input = { convoyId, callsign: `${callsign}-0${number}` }
        const { addDrone } = await requestGraphql(AddDroneDocument, { input }, at)
        droneIds.push(addDrone.drone?.droneId ?? '')
      }
      expect(droneIds).not.toContain('')
      return { convoyId, droneIds }
    },
  }
}

interface Workers {
  /** The production server with a small seeded fleet. */
  backend: Backend
}

export const test = base.extend<{ tracker: TrackerPage }, Workers>({
  backend: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what a fixture needs from its first parameter
    async ({}, use) => {
      const [convoys, drones] = [4, 8]
      const environment = {
        SIMULATOR_SEED: '7',
        SIMULATOR_CONVOYS: String(convoys),
        SIMULATOR_DRONES_PER_CONVOY: String(drones),
      }
      await withServer(environment, async (server) => {
        const backend = backendOf(server.url)
        const led = async () =>
          (await backend.fleet()).filter((convoy) => convoy.drones.length === drones && convoy.leadership.leader).length
        await expect.poll(led, { timeout: 60_000 }).toBe(convoys)
        await use(backend)
      })
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  page: async ({ page }, use) => {
    await use(page)
    // An answer that is still being rewritten when its test ends would fail the next one.
    await page.unrouteAll({ behavior: 'ignoreErrors' })
  },
  tracker: async ({ page, backend }, use) => use(trackerOf(page, backend.url)),
})

/** Starts a server of its own for one test. */
export const serverFor = withServer
export { expect }

/** The screen as a person sees it. */
export interface TrackerPage {
  page: Page
  /** Opens the screen and waits until it is live. `search` is the part of the address after `?`. */
  open(search?: string): Promise<void>
  badge: Locator
  convoys: Locator
  board: Locator
  drone: Locator
  row(callsign: string): Locator
  /** Where the map has drawn a drone; null when it has not. */
  drawn(droneId: string): Promise<ReturnType<MapProbe['drawn']>>
  /** Waits for a drone that reports now and flies: in a simulated fleet some are out of contact, and some are parked. */
  flying<D extends { droneId: string }>(drones: readonly D[]): Promise<D>
}

const reportsNowMs = 3_000

export function trackerOf(page: Page, url: string): TrackerPage {
  const drawn: TrackerPage['drawn'] = (droneId) => page.evaluate((id) => window.__convoyMap?.drawn(id) ?? null, droneId)
  const badge = page.locator('[data-link]')
  const board = page.getByRole('region', { name: 'Leaderboard', exact: true })
  return {
    page,
    badge,
    board,
    convoys: page.getByRole('region', { name: 'Convoys', exact: true }),
    drone: page.locator('#drone'),
    row: (callsign) => board.getByRole('listitem').filter({ hasText: callsign }),
    async open(search = '') {
      await page.addInitScript(([key, value]) => localStorage.setItem(key, value), [
        preferencesKey,
        '{"isWelcomed":true}',
      ] as const)
      await page.goto(`${url}/?probe&${search}`)
      await expect(badge).toHaveAttribute('data-link', /LIVE|RESYNCED/)
      await expect(page.locator('.leaflet-container')).toBeVisible()
    },
    drawn,
    async flying(drones) {
      let found: (typeof drones)[number] | undefined
      const look = async () => {
        for (const drone of drones) {
          const { recordedAtMs = 0, speedMps = 0 } = (await drawn(drone.droneId)) ?? {}
          if (Date.now() - recordedAtMs < reportsNowMs && speedMps > 10) found = drone
        }
        return found !== undefined
      }
      await expect.poll(look).toBe(true)
      if (!found) throw new Error('Expected a drone that reports.')
      return found
    },
  }
}
