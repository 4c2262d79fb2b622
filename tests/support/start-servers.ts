/**
 * Gets this run its real servers. Run by itself it keeps them until it is stopped, and prints the variables that make a single
 * `vitest run` use them.
 */
import { onStopRequest } from '../../server/stop-requests.ts'
import { findRedis, findScylla } from './servers-addresses.ts'
import { type CassandraProfile, startCassandra } from './servers-cassandra.ts'
import { serversDir } from './servers-jars.ts'
import { type StartedServer, startRedis } from './servers-redis.ts'
import { fetchSimulacronJars } from './simulacron.ts'

export interface TestServers {
  /** What the steps of a run must have in their environment; empty for a server that could not be had. */
  environment: Record<string, string>
  /** Names of those that could not be had. */
  missing: string[]
  close(): Promise<void>
}

/** Both at once; one that can't be had is said and left out, never an error. */
export async function startServers(
  say: (line: string) => void,
  profile: CassandraProfile = 'test',
): Promise<TestServers> {
  const scylla = findScylla()
  const [redis, cassandra] = await Promise.all([
    given('Redis', findRedis()) ?? attempt('Redis', () => startRedis(serversDir, say)),
    given('Cassandra', scylla?.hosts ?? null) ?? attempt('Cassandra', () => startCassandra(serversDir, say, profile)),
  ])
  // Here, not in the first test that needs it, whose time is limited.
  await fetchSimulacronJars(say)
  return {
    environment: {
      ...(redis ? { TEST_REDIS_URL: redis.address } : {}),
      ...(cassandra
        ? {
            TEST_SCYLLA_HOSTS: cassandra.address,
            TEST_SCYLLA_LOCAL_DATACENTER: scylla?.localDatacenter ?? 'datacenter1',
          }
        : {}),
    },
    missing: [redis ? [] : ['Redis'], cassandra ? [] : ['Cassandra']].flat(),
    async close() {
      await Promise.all([redis?.close(), cassandra?.close()])
    },
  }

  function given(title: string, address: string | null): StartedServer | null {
    if (!address) return null
    say(`${title}: ${address}, named in the environment`)
    return { address, origin: 'the environment', close: async () => {} }
  }

  async function attempt(title: string, start: () => Promise<StartedServer | null>): Promise<StartedServer | null> {
    const beganMs = performance.now()
    try {
      const server = await start()
      if (server)
        say(`${title}: ${server.address}, ${server.origin}, up in ${Math.round(performance.now() - beganMs)} ms`)
      return server
    } catch (error) {
      say(`${title}: could not be started: ${error instanceof Error ? error.message : error}`)
      return null
    }
  }
}

if (import.meta.main) {
  const servers = await startServers((line) => process.stderr.write(`${line}\n`))
  const { TEST_SCYLLA_HOSTS, TEST_REDIS_URL } = servers.environment
  if (TEST_SCYLLA_HOSTS && TEST_REDIS_URL)
    process.stdout.write(`For the app:\n  export SCYLLA_HOSTS=${TEST_SCYLLA_HOSTS} REDIS_URL=${TEST_REDIS_URL}\n`)
  process.stdout.write('For single tests:\n')
  for (const [name, value] of Object.entries(servers.environment)) process.stdout.write(`  export ${name}=${value}\n`)
  onStopRequest(() => void servers.close().then(() => process.exit(0)), { withParent: true })
  process.stderr.write('Ctrl-C ends them.\n')
  setInterval(() => {}, 60_000)
}
