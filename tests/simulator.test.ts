import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { systemClock } from '../server/adapters/memory/clock.ts'
import { firstConvoyId, firstDroneId } from '../server/simulator/fleet.ts'
import { runSimulator } from '../server/simulator/simulator.ts'
import { type ContainerServer, startContainerServer } from './support/container-server.ts'

let dataDir: string
let server: ContainerServer
let simulation: { warnings: string[]; started: Promise<void>; end(): Promise<void> }

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'simulator-'))
  server = await startContainerServer(dataDir)
  simulation = simulate()
  await simulation.started
})
afterEach(async () => {
  await simulation.end()
  await server.close()
  rmSync(dataDir, { recursive: true })
})

/** Two convoys of three drones, four reports a second; `started` resolves when the backfill is done. */
function simulate() {
  const ended = new AbortController()
  const warnings: string[] = []
  let begun: () => void = () => undefined
  const started = new Promise<void>((resolve) => {
    begun = resolve
  })
  const closed = runSimulator({
    baseUrl: server.url,
    seed: 1,
    convoys: 2,
    dronesPerConvoy: 3,
    rateHz: 4,
    clock: systemClock,
    log: {
      debug: () => undefined,
      info: () => begun(),
      warn: (facts, message) => warnings.push(`${message} ${JSON.stringify(facts)}`),
    },
    signal: ended.signal,
  })
  return {
    warnings,
    started: Promise.race([started, closed]),
    async end() {
      ended.abort()
      await closed
    },
  }
}

async function ask<T>(query: string): Promise<T> {
  const response = await fetch(`${server.url}/api/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  })
  const { data, errors } = (await response.json()) as { data: T; errors?: unknown }
  expect(errors).toBeUndefined()
  return data
}

interface Stored {
  sequence: number
  recordedAt: string
}

/** Stored readings of every drone, oldest first. A simulated radio may fail at any time: expect readings of some drones, not of each. */
async function histories(): Promise<Stored[][]> {
  const { convoys } = await ask<{ convoys: { drones: { droneId: string }[] }[] }>(`{ convoys { drones { droneId } } }`)
  const range = `from=0&to=${Date.now() + 60_000}&format=ndjson`
  return Promise.all(
    convoys
      .flatMap(({ drones }) => drones)
      .map(async ({ droneId }) => {
        const text = await (await fetch(`${server.url}/api/v1/drones/${droneId}/telemetry?${range}`)).text()
        return text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as Stored)
      }),
  )
}

const longest = (stored: readonly Stored[][]) => Math.max(...stored.map((one) => one.length))
const sequencesOf = (stored: readonly Stored[]) => stored.map(({ sequence }) => sequence)
const stepsOf = (sequences: readonly number[]) =>
  sequences.slice(1).map((sequence, i) => sequence - (sequences[i] as number))

async function counter(name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/api/metrics`)).text()
  return text
    .split('\n')
    .filter((line) => line.startsWith(`convoy_${name}`))
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
}

/** Minimum over the drones of their largest sequence gap since `before`; drones without readings do not count. */
function leastGap(before: readonly Stored[][], after: readonly Stored[][]): number {
  const steps = after.map((stored, i) => stepsOf(sequencesOf(stored.slice((before[i]?.length ?? 1) - 1))))
  return Math.min(...steps.filter((own) => own.length > 0).map((own) => Math.max(...own)))
}
const grown = (beyond: number) =>
  vi.waitFor(async () => expect(longest(await histories())).toBeGreaterThan(beyond), { timeout: 20_000, interval: 100 })

describe('the simulator against the real endpoints', () => {
  test('a first start creates a fleet, routes, a board, leaders and ten minutes of trails', async () => {
    await vi.waitFor(
      async () => {
        const { convoys } = await ask<{
          convoys: {
            callsign: string
            aor: object[]
            drones: { callsign: string; route: object[]; history: { from: string; to: string } }[]
            leadership: { state: string; leader: object | null }
            leaderboard: { entries: { totalEngagements: number }[] }
          }[]
        }>(`{ convoys { callsign aor { latitudeDeg } drones { callsign route { sequence } history { from to } }
            leadership { state leader { callsign } } leaderboard { entries { totalEngagements } } } }`)
        expect(convoys.map((convoy) => convoy.callsign)).toEqual(['HAWK-1', 'VIPER-2'])
        for (const convoy of convoys) {
          expect(convoy.aor.length).toBeGreaterThan(4)
          expect(convoy.drones).toHaveLength(3)
          expect(convoy.leadership.leader).not.toBeNull()
          const total = convoy.leaderboard.entries.reduce((sum, entry) => sum + entry.totalEngagements, 0)
          expect(total).toBeGreaterThan(100)
          for (const drone of convoy.drones) {
            expect(drone.route).toHaveLength(25)
            expect(Date.parse(drone.history.to) - Date.parse(drone.history.from)).toBeGreaterThan(540_000)
          }
        }
      },
      { timeout: 40_000, interval: 500 },
    )
    const { drone } = await ask<{ drone: { convoyId: string } }>(`{ drone(droneId: "${firstDroneId}") { convoyId } }`)
    expect(drone.convoyId).toBe(firstConvoyId)
    expect(await counter('readings_refused')).toBe(0)
    expect(simulation.warnings).toEqual([])
  })

  test('a second start continues after the first: no reading twice, none earlier', async () => {
    await simulation.end()
    const before = await histories()
    simulation = simulate()
    await simulation.started
    await grown(longest(before) + 8)
    const after = await histories()
    for (const [i, stored] of after.entries()) {
      expect(stored.slice(0, before[i]?.length)).toEqual(before[i])
      expect(stepsOf(sequencesOf(stored)).every((step) => step > 0)).toBe(true)
    }
    // At most the second in which the first one stopped is missing.
    expect(leastGap(before, after)).toBeLessThan(12)
    expect(await counter('readings_duplicate')).toBe(0)
    expect(await counter('readings_refused')).toBe(0)
    expect(simulation.warnings).toEqual([])
  })

  test('while the server is unavailable reports are queued, and none is missing afterwards', async () => {
    const before = await histories()
    await server.close()
    server = await startContainerServer(dataDir, server.port)
    await grown(longest(before) + 20)
    expect(leastGap(before, await histories())).toBe(1)
    expect(await counter('readings_refused')).toBe(0)
  })
})

test('a simulated drone that belongs to another convoy stays there, and the fleet still runs', async () => {
  await simulation.end()
  await server.close()
  rmSync(dataDir, { recursive: true })
  server = await startContainerServer(dataDir)
  const otherId = '550e8400-e29b-41d4-a716-4466554400ff'
  await ask(
    `mutation { createConvoy(input: { convoyId: "${otherId}", callsign: "OTHER", commandingUnit: "none" }) { success } }`,
  )
  const drone = `{ convoyId: "${otherId}", droneId: "${firstDroneId}", callsign: "O-1", platformType: UNKNOWN }`
  await ask(`mutation { addDrone(input: ${drone}) { success } }`)
  simulation = simulate()
  await simulation.started
  expect(simulation.warnings).toContain('simulated drones belong to another convoy {"convoy":"HAWK-1","drones":1}')
  const { convoy, drone: first } = await ask<{ convoy: { drones: object[] }; drone: { convoy: { callsign: string } } }>(
    `{ convoy(convoyId: "${firstConvoyId}") { drones { droneId } } drone(droneId: "${firstDroneId}") { convoy { callsign } } }`,
  )
  expect(convoy.drones).toHaveLength(2)
  expect(first.convoy.callsign).toBe('OTHER')
})
