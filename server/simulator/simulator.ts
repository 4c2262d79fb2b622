/** The simulator: makes its fleet known, tells what happened while it was unavailable, then reports as time goes by. */
import { readFile } from 'node:fs/promises'
import { openTerrain } from '../../lib/geo/terrain.ts'
import { createSimulatorApi, type SimulatorApi } from './api.ts'
import { engagementsBetween, type SimulatedEngagement } from './engagements.ts'
import { createFleet, type Fleet } from './fleet.ts'
import type { SimulatorClock, SimulatorLog } from './host.ts'
import { retryUntilAvailable } from './retry.ts'
import { type FleetState, startFleet } from './state.ts'
import { stepFleet } from './step.ts'
import { openUplink, type Uplink } from './uplink.ts'

export interface SimulatorOptions {
  /** Address of the server, http(s)://… */
  baseUrl: string
  seed: number | string
  convoys: number
  dronesPerConvoy: number
  /** Reports of each drone a second. */
  rateHz: number
  clock: SimulatorClock
  log: SimulatorLog
  /** Ends the simulator. */
  signal: AbortSignal
}

const stepMs = 250
/** What is told of the time before the start: trails of ten minutes, and a board that is not empty. */
const backfillReadingsMs = 600_000
const maxBackfillReadings = 60_000
const backfillEngagementsMs = 5_400_000
const maxBackfillEngagements = 1_500
const maxBackfillUnacknowledged = 8_000

/** Runs until `signal` aborts. Waits for the server for as long as it takes, and rides out its restarts. */
export async function runSimulator(options: SimulatorOptions): Promise<void> {
  const { seed, convoys, dronesPerConvoy, baseUrl, clock, log, signal } = options
  const grid = await readFile(new URL('../../public/map/elev-60s.i16.gz', import.meta.url))
  const terrain = await openTerrain(new Blob([grid]))
  const fleet = createFleet(String(seed), { convoys, dronesPerConvoy, terrain })
  const api = createSimulatorApi(baseUrl, signal)
  const retry = <T>(what: string, run: () => Promise<T>) => retryUntilAvailable({ clock, log, signal, what }, run)

  let recording = Promise.resolve()
  /** Records in the order of the calls; what the server refuses for good is told and left out. */
  const record = (engagements: readonly SimulatedEngagement[]) => {
    const attempt = () => retry('recording engagements', () => api.recordEngagements(engagements))
    recording = recording.then(attempt).catch((error: Error) => {
      if (!signal.aborted) log.warn({ reason: error.message }, 'engagements were not recorded')
    })
  }

  try {
    await registerFleet(api, fleet, options, retry)
    const newestMs = await retry('learning where the fleet stands', () => newestReadingMs(api, fleet))
    const known = await retry('learning who leads', () => api.knownLeadership())
    const { readingsFromMs, engagementsFromMs } = backfillStart(options, newestMs)
    const state = startFleet(fleet, { atMs: readingsFromMs, intervalMs: Math.round(1000 / options.rateHz), known })
    record(engagementsBetween(fleet, engagementsFromMs, readingsFromMs).slice(-maxBackfillEngagements))
    const uplink = openUplink(options)
    await catchUp(state, uplink, options, record)
    log.info({ convoys, drones: convoys * dronesPerConvoy }, 'the simulated fleet is running')
    await report(state, uplink, options, record)
    await recording
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

type Retry = <T>(what: string, run: () => Promise<T>) => Promise<T>
type RecordEngagements = (engagements: readonly SimulatedEngagement[]) => void

/** Makes convoys and drones known; those that are there stay as they are. */
async function registerFleet(api: SimulatorApi, fleet: Fleet, options: SimulatorOptions, retry: Retry): Promise<void> {
  const intervalMs = Math.round(1000 / options.rateHz)
  for (const convoy of fleet.convoys) {
    await retry(`enlisting ${convoy.callsign}`, async () => {
      await api.createConvoy(convoy)
      const known = await api.knownDrones(convoy.convoyId)
      const missing = convoy.drones.filter((drone) => !known.has(drone.droneId))
      const inOtherConvoy = await api.addDrones(convoy.convoyId, missing, intervalMs)
      // Somebody reported or added them first: they fly, and stay where they are.
      if (inOtherConvoy > 0)
        options.log.warn(
          { convoy: convoy.callsign, drones: inOtherConvoy },
          'simulated drones belong to another convoy',
        )
    })
  }
}

/** Of the first convoys; the others were told of in the same steps. Null for a fleet that has never reported. */
async function newestReadingMs(api: SimulatorApi, fleet: Fleet): Promise<number | null> {
  let newestMs: number | null = null
  for (const { convoyId } of fleet.convoys.slice(0, 3)) {
    const ownMs = await api.newestReadingMs(convoyId)
    if (ownMs !== null) newestMs = Math.max(newestMs ?? 0, ownMs)
  }
  return newestMs
}

/** From when on to tell: after the newest reading known, but no longer ago than is worth telling. */
function backfillStart(options: SimulatorOptions, newestMs: number | null) {
  const { clock, convoys, dronesPerConvoy, rateHz } = options
  const nowMs = clock.nowMs()
  const readingsPerMs = (convoys * dronesPerConvoy * rateHz) / 1000
  const earliestMs = nowMs - Math.min(backfillReadingsMs, maxBackfillReadings / readingsPerMs)
  const nextMs = newestMs === null ? 0 : newestMs + stepMs
  return {
    readingsFromMs: Math.ceil(Math.max(earliestMs, nextMs) / 1000) * 1000,
    engagementsFromMs: Math.max(nowMs - backfillEngagementsMs, nextMs),
  }
}

/** Sends what lies between the state and now, as fast as the server takes it. */
async function catchUp(
  state: FleetState,
  uplink: Uplink,
  options: SimulatorOptions,
  record: RecordEngagements,
): Promise<void> {
  const { clock, signal } = options
  while (!signal.aborted && state.atMs < clock.nowMs()) {
    const { readings, engagements } = stepFleet(state, Math.min(1000, clock.nowMs() - state.atMs))
    uplink.send(readings)
    if (engagements.length) record(engagements)
    await uplink.waitUntil(maxBackfillUnacknowledged)
  }
}

/** Reports as time goes by. A clock set back is waited for; one that leaps far ahead takes the fleet with it. */
async function report(
  state: FleetState,
  uplink: Uplink,
  options: SimulatorOptions,
  record: RecordEngagements,
): Promise<void> {
  const { clock, log, signal } = options
  while (!signal.aborted) {
    await clock.sleep(stepMs, signal)
    const elapsedMs = clock.nowMs() - state.atMs
    if (signal.aborted || elapsedMs <= 0) continue
    if (elapsedMs > backfillReadingsMs) {
      log.warn({ elapsedMs }, 'the clock leapt: the fleet leaps with it')
      state.atMs += elapsedMs - stepMs
    }
    const { readings, engagements } = stepFleet(state, Math.min(elapsedMs, clock.nowMs() - state.atMs))
    uplink.send(readings)
    if (engagements.length) record(engagements)
  }
}
