/** `leaderboard(limit: 10)` over HTTP against a bare handler that answers the same bytes. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { cpuSecondsOf } from './cpu.ts'
import { createFleetReadings, enlistFleet } from './fleet.ts'
import { loadHttp } from './http-load.ts'
import { type BenchRow, inTurn, median } from './row.ts'

const rounds = 7
const durationMs = 4_000
const connections = 16
const drones = 12
const engagements = 300
const perRequest = 25
export const convoyId = '550e8400-e29b-41d4-a716-446655440000'
export const query = `query { leaderboard(convoyId: "${convoyId}", limit: 10) { convoyCallsign totalDrones averageAccuracy
  entries { rank callsign accuracyPct totalEngagements successfulHits currentStreak } } }`

export const leaderboardByHttp: BenchRow = {
  name: 'leaderboard(limit: 10) over HTTP',
  // What Yoga and graphql-js reach; a hand-written executor reached 0.48.
  target: '≥ 0.07',
  async run(log) {
    const folder = mkdtempSync(join(tmpdir(), 'convoy-bench-'))
    const fleet = createFleetReadings(1, drones)
    await enlistFleet(join(folder, 'store'), fleet)
    const server = await startServer({ DATA_DIR: join(folder, 'store'), ROLES: 'web,ingest', LOG_LEVEL: 'info' })
    const graphql = `${server.url}/api/graphql`
    const body = JSON.stringify({ query })
    try {
      await recordEngagements(server, fleet.droneIds)
      const answer = await (await fetch(graphql, { method: 'POST', headers: jsonHeaders, body })).text()
      writeFileSync(join(folder, 'answer'), answer)
      const bare = spawn(process.execPath, [join(import.meta.dirname, 'bare-http.ts'), join(folder, 'answer')])
      const bareUrl = `http://127.0.0.1:${String((await once(bare.stdout, 'data'))[0]).trim()}/`
      const byCpu = { ours: [] as number[], bare: [] as number[] }
      const round = async (name: 'ours' | 'bare', url: string, pid: number | undefined) => {
        const before = cpuSecondsOf(pid)
        const { answered, perSecond } = await loadHttp(url, { body, connections, durationMs })
        const perCpuSecond = answered / (cpuSecondsOf(pid) - before)
        byCpu[name].push(perCpuSecond)
        log(`${name}: ${perSecond.toFixed(0)} requests a second, ${perCpuSecond.toFixed(0)} for a second of its CPU`)
        return perSecond
      }
      // Compiled code first: an early round measures the compiler.
      await loadHttp(graphql, { body, connections, durationMs })
      const { ours, baseline, ratio } = await inTurn(
        rounds,
        () => round('ours', graphql, server.child.pid),
        () => round('bare', bareUrl, bare.pid),
      )
      bare.kill()
      const cpuRatio = (median(byCpu.ours) / median(byCpu.bare)).toFixed(2)
      const note = `${cpuRatio} by CPU of the serving process; ${answer.length} bytes, ${connections} connections, board of ${drones} drones`
      return { ours, baseline, unit: '/s', ratio, note }
    } finally {
      await server.stop()
      rmSync(folder, { recursive: true })
    }
  },
}

export const jsonHeaders = { 'content-type': 'application/json', accept: 'application/json' }

/** 300 of them, in turn by these drones. */
export async function recordEngagements(
  { url }: Pick<ServerProcess, 'url'>,
  droneIds: readonly string[],
): Promise<void> {
  const calls = Array.from({ length: perRequest }, (_, i) => {
    const droneId = droneIds[i % droneIds.length]
    const input = `{ convoyId: "${convoyId}", droneId: "${droneId}", hit: ${i % 4 > 0}, weaponType: AGM114_HELLFIRE }`
    return `e${i}: recordEngagement(input: ${input}) { success }`
  })
  const body = JSON.stringify({ query: `mutation { ${calls.join(' ')} }` })
  for (let recorded = 0; recorded < engagements; recorded += perRequest) {
    const response = await fetch(`${url}/api/graphql`, { method: 'POST', headers: jsonHeaders, body })
    const { errors } = (await response.json()) as { errors?: { message: string }[] }
    if (errors) throw new Error(`Engagements were not recorded: ${errors[0]?.message}`)
  }
}
