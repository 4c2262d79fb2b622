/** What tests need of real servers: their addresses, and suites that are skipped, aloud, where there are none. */
import { describe } from 'vitest'
import { findRedis, findScylla, isEverythingRequired, requireRedis, requireScylla } from './servers-addresses.ts'

export { findRedis, findScylla, requireRedis, requireScylla }

if (isEverythingRequired()) {
  requireRedis()
  requireScylla()
}
for (const [server, variable, found] of [
  ['Redis', 'TEST_REDIS_URL', findRedis()],
  ['Cassandra', 'TEST_SCYLLA_HOSTS', findScylla()],
] as const)
  if (!found) console.warn(`Skipped: what needs a ${server}. Run npm test, or set ${variable}.`)

/** `describe` of what needs a Redis: skipped where this run has none, a failure where REQUIRE_EVERYTHING=1. */
export const describeWithRedis = describe.skipIf(!findRedis())
/** `describe` of what needs a Cassandra or ScyllaDB. */
export const describeWithScylla = describe.skipIf(!findScylla())
/** `describe` of what needs both, as the app in a cluster does. */
export const describeWithServers = describe.skipIf(!findRedis() || !findScylla())
