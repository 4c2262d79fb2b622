/** Durable ingest by several processes on one Cassandra and one Redis, against one process on the same. */
import { makeConvoy } from '../support/cluster-rig.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { openFreshCluster } from '../support/servers-cluster.ts'
import { cpuSecondsOf, machineSeconds } from './cpu.ts'
import { createFleetReadings } from './fleet.ts'
import { batchesPerLane, lanes, readingsPerRound, sendToAll } from './ingest.ts'
import { type BenchRow, inTurn } from './row.ts'

const rounds = 5
const dronesPerLane = 10
const convoyId = '550e8400-e29b-41d4-a716-446655440000'

export const ingestByTwo = rowOf(2)
export const ingestByFour = rowOf(4)

function rowOf(processes: number): BenchRow {
  return {
    name: `ingest by ${processes} processes on one server against one`,
    target: 'shown',
    async run(log) {
      const cluster = await openFreshCluster()
      const servers: ServerProcess[] = []
      const start = async (roles: string) => {
        const server = await startServer({ ...cluster.environment, ROLES: roles })
        servers.push(server)
        return server
      }
      try {
        const fleet = createFleetReadings(lanes, dronesPerLane)
        const web = await start('web')
        await makeConvoy(web, convoyId, fleet.droneIds)
        await web.stop()
        servers.pop()
        const ingests: ServerProcess[] = []
        for (let n = 0; n < processes; n++) ingests.push(await start('ingest'))
        let batch = 0
        let shares = ''
        const send = async (some: readonly ServerProcess[]) => {
          const before = cpuOf(some)
          const seconds = await sendToAll(
            some.map(({ url }) => url),
            fleet,
            batch,
          )
          batch += batchesPerLane
          shares = sharesOf(before, cpuOf(some))
          log(`${some.length} processes: ${Math.round(readingsPerRound / seconds)} readings/s; CPU ${shares}`)
          return readingsPerRound / seconds
        }
        await send(ingests) // warms up the servers and every process
        await send(ingests.slice(0, 1))
        let ofAll = ''
        const { ours, baseline } = await inTurn(
          rounds,
          async () => {
            const rate = await send(ingests)
            ofAll = shares
            return rate
          },
          () => send(ingests.slice(0, 1)),
        )
        const note = `REST NDJSON, batches of 500; CPU of ${processes}: ${ofAll}; of one: ${shares}`
        return { ours, baseline, unit: 'readings/s', ratio: ours / baseline, note }
      } finally {
        await Promise.all(servers.map((server) => server.stop()))
        await cluster.drop()
      }
    },
  }
}

function cpuOf(servers: readonly ServerProcess[]) {
  const app = servers.reduce((sum, { child }) => sum + cpuSecondsOf(child.pid), 0)
  const { user, system } = process.cpuUsage()
  return { app, load: (user + system) / 1e6, machine: machineSeconds() }
}

/** Shares of the machine's CPU; what is neither app nor load is the databases'. */
function sharesOf(before: ReturnType<typeof cpuOf>, after: ReturnType<typeof cpuOf>): string {
  const had = after.machine.had - before.machine.had
  const share = (seconds: number) => `${Math.round((100 * seconds) / had)} %`
  const [app, load] = [after.app - before.app, after.load - before.load]
  const busy = after.machine.busy - before.machine.busy
  return `app ${share(app)}, databases ${share(busy - app - load)}, load ${share(load)}, idle ${share(had - busy)}`
}
