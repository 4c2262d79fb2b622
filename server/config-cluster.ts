/** The part of the configuration that names the databases. */
import { z } from 'zod'

const consistencies = ['ONE', 'LOCAL_ONE', 'QUORUM', 'LOCAL_QUORUM', 'ALL'] as const

export interface ClusterConfig {
  scylla: {
    /** Each as `host:port`. */
    hosts: string[]
    localDatacenter: string
    keyspace: string
    username: string | null
    password: string | null
    isTls: boolean
    /** PEM file of the CA that signed the servers' certificates; null: the CAs of the system. */
    tlsCaFile: string | null
    /** Replicas of each row in the local datacenter; applied when the keyspace is created. */
    replicationFactor: number
    consistency: (typeof consistencies)[number]
  }
  redis: {
    url: string
    password: string | null
    sentinelPassword: string | null
    poolSize: number
    tlsCaFile: string | null
  }
}

const host = /^(\[[0-9a-f:]+\]|[A-Za-z0-9._-]+)(:\d{1,5})?$/
const redisUrl = /^rediss?(\+cluster|\+sentinel)?:\/\/\S+$/

const hosts = z
  .string()
  .transform((text) => text.split(',').map((one) => one.trim()))
  .refine((list) => list.every((one) => host.test(one)), {
    error: 'host:port, several with commas between, such as 127.0.0.1:9042',
  })
  .transform((list) => list.map((one) => (/:\d+$/.test(one) ? one : `${one}:9042`)))

/** Environment variables of the databases, to be spread into the schema of the environment. */
export const clusterVariables = {
  SCYLLA_HOSTS: hosts.optional(),
  SCYLLA_LOCAL_DATACENTER: z.string().default('datacenter1'),
  SCYLLA_KEYSPACE: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,47}$/, { error: '1 to 48 of a–z, 0–9 and _, a letter first' })
    .default('drone_ops'),
  SCYLLA_USERNAME: z.string().optional(),
  SCYLLA_PASSWORD: z.string().optional(),
  SCYLLA_TLS: z.stringbool().default(false),
  SCYLLA_TLS_CA: z.string().optional(),
  SCYLLA_REPLICATION_FACTOR: z.coerce.number().int().min(1).max(9).default(1),
  SCYLLA_CONSISTENCY: z.enum(consistencies).default('LOCAL_QUORUM'),
  REDIS_URL: z
    .string()
    .refine((url) => redisUrl.test(url), {
      error:
        'redis://host:port, rediss:// for TLS, redis+cluster://host:port,host:port or redis+sentinel://host:port,host:port/name',
    })
    .optional(),
  REDIS_PASSWORD: z.string().optional(),
  REDIS_SENTINEL_PASSWORD: z.string().optional(),
  REDIS_POOL_SIZE: z.coerce.number().int().min(1).max(100).default(10),
  REDIS_TLS_CA: z.string().optional(),
}

const schema = z.object(clusterVariables)
type Variables = z.output<typeof schema>

/** The first inconsistency between the variables, or null. */
export function findClusterFault(given: Partial<Variables>): string | null {
  if (given.SCYLLA_HOSTS && !given.REDIS_URL) return 'REDIS_URL: expected an address, as SCYLLA_HOSTS is set: got none'
  if (given.REDIS_URL && !given.SCYLLA_HOSTS) return 'SCYLLA_HOSTS: expected hosts, as REDIS_URL is set: got none'
  if (given.SCYLLA_USERNAME && !given.SCYLLA_PASSWORD)
    return 'SCYLLA_PASSWORD: expected a password for SCYLLA_USERNAME, got none'
  return null
}

/** Null in embedded mode. */
export function toClusterConfig(env: Variables): ClusterConfig | null {
  if (!env.SCYLLA_HOSTS || !env.REDIS_URL) return null
  return {
    scylla: {
      hosts: env.SCYLLA_HOSTS,
      localDatacenter: env.SCYLLA_LOCAL_DATACENTER,
      keyspace: env.SCYLLA_KEYSPACE,
      username: env.SCYLLA_USERNAME ?? null,
      password: env.SCYLLA_PASSWORD ?? null,
      isTls: env.SCYLLA_TLS || env.SCYLLA_TLS_CA !== undefined,
      tlsCaFile: env.SCYLLA_TLS_CA ?? null,
      replicationFactor: env.SCYLLA_REPLICATION_FACTOR,
      consistency: env.SCYLLA_CONSISTENCY,
    },
    redis: {
      url: env.REDIS_URL,
      password: env.REDIS_PASSWORD ?? null,
      sentinelPassword: env.REDIS_SENTINEL_PASSWORD ?? null,
      poolSize: env.REDIS_POOL_SIZE,
      tlsCaFile: env.REDIS_TLS_CA ?? null,
    },
  }
}
