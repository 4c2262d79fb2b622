/** `leaderboard(limit: 10)` over HTTP of a process of a cluster, its cache on against off. */

import { makeConvoy } from '../support/cluster-rig.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { openFreshCluster } from '../support/servers-cluster.ts'
import { createFleetReadings } from './fleet.ts'
import { loadHttp } from './http-load.ts'
import { convoyId, jsonHeaders, query, recordEngagements } from './leaderboard.ts'
import { type BenchRow, inTurn } from './row.ts'

const rounds = 7
const durationMs = 3_000
const connections = 16
const drones = 100

export const leaderboardOnCluster: BenchRow = {
  name: 'leaderboard(limit: 10) on a cluster, cache on against off',
  target: 'shown',
  async run(log) {
    const cluster = await openFreshCluster()
    const start = (read: string) =>
      startServer({ ...cluster.environment, ROLES: 'web', READ_STRATEGY_LEADERBOARD: read })
    const servers: ServerProcess[] = []
    try {
      const cached = await start('read-through')
      servers.push(cached)
      const bare = await start('store-only')
      servers.push(bare)
      const { droneIds } = createFleetReadings(1, drones)
      await makeConvoy(cached, convoyId, droneIds)
      await recordEngagements(cached, droneIds)
      const body = JSON.stringify({ query })
      const ask = async (name: string, { url }: ServerProcess) => {
        const { perSecond } = await loadHttp(`${url}/api/graphql`, { body, connections, durationMs })
        log(`${name}: ${perSecond.toFixed(0)} requests a second`)
        return perSecond
      }
      for (const server of servers) await ask('warming up', server)
      const { ours, baseline, ratio } = await inTurn(
        rounds,
        () => ask('cache on', cached),
        () => ask('cache off', bare),
      )
      const note = `cache on and off; hit rate ${await hitRateOf(cached)}; board of ${drones} drones, ${connections} connections`
      return { ours, baseline, unit: '/s', ratio, note }
    } finally {
      await Promise.all(servers.map((server) => server.stop()))
      await cluster.drop()
    }
  },
}

async function hitRateOf({ url }: ServerProcess): Promise<string> {
  const body = JSON.stringify({ query: '{ system { strategies { entity hits misses } } }' })
  const response = await fetch(`${url}/api/graphql`, { method: 'POST', headers: jsonHeaders, body })
  const { data } = (await response.json()) as {
    data: { system: { strategies: { entity: string; hits: number; misses: number }[] } }
  }
  const of = data.system.strategies.find(({ entity }) => entity === 'LEADERBOARD')
  if (!of) throw new Error('Expected counters of the leaderboard, got none.')
  return `${((100 * of.hits) / (of.hits + of.misses)).toFixed(2)} %`
}
