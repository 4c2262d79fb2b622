/** Where the real servers of this run are. Imports no test runner, so that Vitest and Playwright both may. */

/** Like `redis://127.0.0.1:6390`; null where this run has none. */
export const findRedis = (): string | null => process.env.TEST_REDIS_URL || null

/** `hosts` like `127.0.0.1:19042`, several by commas; null where this run has none. */
export const findScylla = (): { hosts: string; localDatacenter: string } | null =>
  process.env.TEST_SCYLLA_HOSTS
    ? {
        hosts: process.env.TEST_SCYLLA_HOSTS,
        localDatacenter: process.env.TEST_SCYLLA_LOCAL_DATACENTER || 'datacenter1',
      }
    : null

/** Whether a run that can't run everything is a failure, as it is before anything lands. */
export const isEverythingRequired = (): boolean => process.env.REQUIRE_EVERYTHING === '1'

export function requireRedis(): string {
  const url = findRedis()
  if (!url) throw new Error(`Expected the address of a Redis in TEST_REDIS_URL, got none. ${howToGet}`)
  return url
}

export function requireScylla(): { hosts: string; localDatacenter: string } {
  const found = findScylla()
  if (!found)
    throw new Error(`Expected the address of a Cassandra or ScyllaDB in TEST_SCYLLA_HOSTS, got none. ${howToGet}`)
  return found
}

const howToGet =
  '`npm test` starts servers of its own; `node tests/support/start-servers.ts` starts them and prints the variables to set.'
