/** The simulator: registers its fleet, backfills the time while it was not running, then reports in real time. */
import { readFile } from 'node:fs/promises'
import { openTerrain } from '../../lib/geo/terrain.ts'
import { createSimulatorApi, type SimulatorApi } from './api.ts'
import { engagementsBetween, type SimulatedEngagement } from './engagements.ts'
import { createFleet, type Fleet } from './fleet.ts'
import type { SimulatorClock, SimulatorLog } from './host.ts'
import { joinLeadership } from './past.ts'
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
  /** Reports per second of each drone. */
  rateHz: number
  /** Where the past of a fleet that has never reported ends, and its reports begin; absent: it has none. */
  past?: { joinMs: number; joinTerm: number; engagementsUntilMs: number } | null
  clock: SimulatorClock
  log: SimulatorLog
  /** Called once the fleet has caught up, and reports in real time. */
  onRunning?: () => void
  /** Ends the simulator. */
  signal: AbortSignal
}

const stepMs = 250
/** Backfilled history at the start: ten minutes of trails, and engagements for a leaderboard. */
const backfillReadingsMs = 600_000
const maxBackfillReadings = 60_000
const backfillEngagementsMs = 5_400_000
const maxBackfillEngagements = 1_500
const maxBackfillUnacknowledged = 8_000

/** Runs until `signal` aborts. Retries indefinitely while the server is unavailable or restarting. */
export async function runSimulator(options: SimulatorOptions): Promise<void> {
  const { seed, convoys, dronesPerConvoy, baseUrl, clock, log, signal } = options
  const grid = await readFile(new URL('../../public/map/elev-60s.i16.gz', import.meta.url))
  const terrain = await openTerrain(new Blob([grid]))
  const fleet = createFleet(String(seed), { convoys, dronesPerConvoy, terrain })
  const api = createSimulatorApi(baseUrl, signal)
  const retry = <T>(what: string, run: () => Promise<T>) => retryUntilAvailable({ clock, log, signal, what }, run)

  let recording = Promise.resolve()
  /** Records in the order of the calls; engagements that the server refuses permanently are logged and dropped. */
  const record = (engagements: readonly SimulatedEngagement[]) => {
    const attempt = () => retry('recording engagements', () => api.recordEngagements(engagements))
    recording = recording.then(attempt).catch((error: Error) => {
      if (!signal.aborted) log.warn({ reason: error.message }, 'engagements were not recorded')
    })
  }

  try {
    await registerFleet(api, fleet, options, retry)
    const newestMs = await retry('reading the newest readings', () => newestReadingMs(api, fleet))
    const known = await retry('reading the leadership', () => api.knownLeadership())
    const past = newestMs === null ? options.past : null
    const { readingsFromMs, engagementsFromMs } = past
      ? { readingsFromMs: past.joinMs, engagementsFromMs: past.engagementsUntilMs }
      : backfillStart(options, clock.nowMs(), newestMs)
    const state = startFleet(fleet, {
      atMs: readingsFromMs,
      intervalMs: Math.round(1000 / options.rateHz),
      known: past ? joinLeadership(fleet, past.joinTerm) : known,
    })
    record(engagementsBetween(fleet, engagementsFromMs, readingsFromMs).slice(-maxBackfillEngagements))
    const uplink = openUplink(options)
    await catchUp(state, uplink, options, record)
    log.info({ convoys, drones: convoys * dronesPerConvoy }, 'the simulated fleet is running')
    options.onRunning?.()
    await report(state, uplink, options, record)
    await recording
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

type Retry = <T>(what: string, run: () => Promise<T>) => Promise<T>
type RecordEngagements = (engagements: readonly SimulatedEngagement[]) => void

/** Creates missing convoys and drones; existing ones are not changed. */
async function registerFleet(api: SimulatorApi, fleet: Fleet, options: SimulatorOptions, retry: Retry): Promise<void> {
  const intervalMs = Math.round(1000 / options.rateHz)
  for (const convoy of fleet.convoys) {
    await retry(`registering ${convoy.callsign}`, async () => {
      await api.createConvoy(convoy)
      const known = await api.knownDrones(convoy.convoyId)
      const missing = convoy.drones.filter((drone) => !known.has(drone.droneId))
      const inOtherConvoy = await api.addDrones(convoy.convoyId, missing, intervalMs)
      // They were enrolled or added before: they still report, in that convoy.
      if (inOtherConvoy > 0)
        options.log.warn(
          { convoy: convoy.callsign, drones: inOtherConvoy },
          'simulated drones belong to another convoy',
        )
    })
  }
}

/** Only of the first convoys: all convoys report in the same steps. Null for a fleet that has never reported. */
async function newestReadingMs(api: SimulatorApi, fleet: Fleet): Promise<number | null> {
  let newestMs: number | null = null
  for (const { convoyId } of fleet.convoys.slice(0, 3)) {
    const ownMs = await api.newestReadingMs(convoyId)
    if (ownMs !== null) newestMs = Math.max(newestMs ?? 0, ownMs)
  }
  return newestMs
}

/** Where to start the backfill: after the newest stored reading, within the limits of the backfill. */
export function backfillStart(
  { convoys, dronesPerConvoy, rateHz }: Pick<SimulatorOptions, 'convoys' | 'dronesPerConvoy' | 'rateHz'>,
  nowMs: number,
  newestMs: number | null,
) {
  const readingsPerMs = (convoys * dronesPerConvoy * rateHz) / 1000
  const earliestMs = nowMs - Math.min(backfillReadingsMs, maxBackfillReadings / readingsPerMs)
  const nextMs = newestMs === null ? 0 : newestMs + stepMs
  return {
    readingsFromMs: Math.ceil(Math.max(earliestMs, nextMs) / 1000) * 1000,
    engagementsFromMs: Math.max(nowMs - backfillEngagementsMs, nextMs),
  }
}

/** Sends the backlog between the state and now, as fast as the server acknowledges it. */
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

/** Reports in real time. Pauses while the clock is behind the state; skips the time when the clock jumps far ahead. */
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
      log.warn({ elapsedMs }, 'the clock jumped ahead: the fleet skips that time')
      state.atMs += elapsedMs - stepMs
    }
    const { readings, engagements } = stepFleet(state, Math.min(elapsedMs, clock.nowMs() - state.atMs))
    uplink.send(readings)
    if (engagements.length) record(engagements)
  }
}
