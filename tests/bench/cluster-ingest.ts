/** Durable ingest by several processes on one Cassandra and one Redis, against one process on the same. */
import { makeConvoy } from '../support/cluster-rig.ts'
import { type ServerProcess, startServer } from '../support/server-process.ts'
import { openFreshCluster } from '../support/servers-cluster.ts'
import { cpuSecondsOf, machineSeconds } from './cpu.ts'
import { createFleetReadings } from './fleet.ts'
import { batchesPerLane, lanes, readingsPerRound, sendToAll } from './ingest.ts'
import { type BenchRow, inTurn } from './row.ts'

const rounds = 3
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
      const start = (roles: string) => startServer({ ...cluster.environment, ROLES: roles })
      try {
        const fleet = createFleetReadings(lanes, dronesPerLane)
        const web = await start('web')
        await makeConvoy(web, convoyId, fleet.droneIds)
        await web.stop()
        let batch = 0
        /** The shares of the last round, by processes. */
        const shares = new Map<number, string>()
        /** With so many alive and no other: what one that stands idle takes of the CPU would be counted to the databases. */
        const measure = async (count: number) => {
          const servers = await Promise.all(Array.from({ length: count }, () => start('ingest')))
          try {
            const send = () =>
              sendToAll(
                servers.map(({ url }) => url),
                fleet,
                batch++ * batchesPerLane,
              )
            await send() // warms up the processes
            const before = cpuOf(servers)
            const perSecond = readingsPerRound / (await send())
            const share = sharesOf(before, cpuOf(servers))
            shares.set(count, share)
            log(`${count} processes: ${Math.round(perSecond)} readings/s; CPU ${share}`)
            return perSecond
          } finally {
            await Promise.all(servers.map((server) => server.stop()))
          }
        }
        await measure(1) // warms up the databases
        const { ours, baseline, ratio } = await inTurn(
          rounds,
          () => measure(processes),
          () => measure(1),
        )
        const note = `REST NDJSON, batches of 500; CPU of ${processes}: ${shares.get(processes)}; of one: ${shares.get(1)}`
        return { ours, baseline, unit: 'readings/s', ratio, note }
      } finally {
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
  const stolen = after.machine.stolen - before.machine.stolen
  return `app ${share(app)}, databases ${share(busy - app - load)}, load ${share(load)}, taken by others ${share(stolen)}, idle ${share(had - busy - stolen)}`
}
