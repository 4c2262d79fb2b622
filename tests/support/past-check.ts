/** Asks a server for the past of its simulated fleet, and checks that it is there once. */
import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import { openTerrain } from '../../lib/geo/terrain.ts'
import { engagementsBetween } from '../../server/simulator/engagements.ts'
import { createFleet } from '../../server/simulator/fleet.ts'
import { ask } from './cluster-rig.ts'

export const pastEnvironment = {
  SIMULATOR_PAST_HOURS: '3',
  SIMULATOR_CONVOYS: '2',
  SIMULATOR_DRONES_PER_CONVOY: '3',
}

interface Server {
  url: string
}

export async function pastOf(server: Server) {
  const query = '{ demoPast { from writtenUntil progressPct finishedAt } }'
  return (
    await ask<{ demoPast: { from: string; writtenUntil: string; finishedAt: string | null } | null }>(server, query)
  ).demoPast
}

/** Resolves once some of the past is written, and not all. */
export const whileWriting = (server: Server) =>
  expect
    .poll(
      async () => {
        const past = await pastOf(server)
        return past !== null && past.writtenUntil > past.from
      },
      { timeout: 120_000, interval: 20 },
    )
    .toBe(true)

/** Resolves once the past is written: boards count each engagement of it once, and replay says that it was reconstructed. */
export async function expectWholePast(server: Server): Promise<void> {
  await expect.poll(async () => (await pastOf(server))?.finishedAt ?? null, { timeout: 180_000 }).not.toBeNull()
  const fromMs = Date.parse((await pastOf(server))?.from ?? '')
  const atMs = fromMs + 2_400_000
  const grid = await readFile(new URL('../../public/map/elev-60s.i16.gz', import.meta.url))
  const fleet = createFleet('1', { convoys: 2, dronesPerConvoy: 3, terrain: await openTerrain(new Blob([grid])) })
  const expected = engagementsBetween(fleet, fromMs, atMs + 1)
  const { picture } = await ask<{
    picture: {
      coverage: string
      isReconstructed: boolean
      convoys: { convoyId: string; drones: object[]; leaderboard: { entries: { totalEngagements: number }[] } }[]
    }
  }>(
    server,
    `{ picture(at: "${new Date(atMs).toISOString()}") { coverage isReconstructed convoys { convoyId drones { callsign }
      leaderboard { entries { totalEngagements } } } } }`,
  )
  expect(picture).toMatchObject({ coverage: 'RECORDED', isReconstructed: true })
  expect(picture.convoys).toHaveLength(2)
  for (const { convoyId, drones, leaderboard } of picture.convoys) {
    expect(drones).toHaveLength(3)
    const total = leaderboard.entries.reduce((sum, { totalEngagements }) => sum + totalEngagements, 0)
    expect(total).toBe(expected.filter((one) => one.convoyId === convoyId).length)
    expect(total).toBeGreaterThan(10)
  }
}
