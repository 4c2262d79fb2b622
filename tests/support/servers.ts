/** Where the real servers of the tests are: the addresses in the environment. */
import { describe } from 'vitest'

const redisUrl = process.env.TEST_REDIS_URL
const scyllaHosts = process.env.TEST_SCYLLA_HOSTS

export function requireRedis(): string {
  if (!redisUrl) throw new Error('TEST_REDIS_URL: expected redis://host:port, got nothing.')
  return redisUrl
}

export function requireScylla(): { hosts: string; localDatacenter: string } {
  if (!scyllaHosts) throw new Error('TEST_SCYLLA_HOSTS: expected host:port, got nothing.')
  return { hosts: scyllaHosts, localDatacenter: process.env.TEST_SCYLLA_DATACENTER ?? 'datacenter1' }
}

export const describeWithRedis = describe.skipIf(!redisUrl)
export const describeWithScylla = describe.skipIf(!scyllaHosts)
