/** Connects to the database, or fails within seconds with the reason. */
import { readFileSync } from 'node:fs'
import cassandra from 'cassandra-driver'
import { refreshOneAtATime } from './control-connection.ts'
import { toFailure } from './failures.ts'
import { createMicrosecondClock } from './microseconds.ts'

const { Client, errors, policies, types } = cassandra

export interface ScyllaConnection {
  /** Contact points, `host:port` or `host`, at least one; the driver discovers the rest of the cluster. */
  hosts: readonly string[]
  localDatacenter: string
  keyspace: string
  username: string | null
  password: string | null
  /** File with the CA certificates; null: those that Node trusts. Only with `isTls`. */
  tlsCaFile: string | null
  isTls: boolean
  /** Consistency level of reads and writes. With QUORUM and ALL, which span datacenters, compare and set does too. */
  consistency: 'ONE' | 'LOCAL_ONE' | 'QUORUM' | 'LOCAL_QUORUM' | 'ALL'
  /** Replicas in the local datacenter, used when the keyspace is created. */
  replicationFactor: number
}

export type Client = InstanceType<typeof Client>

/** A request that takes longer fails; the outcome of a write is then unknown. */
export const defaultRequestTimeoutMs = 8_000
const connectTimeoutMs = 3_000
/** First and longest delay between reconnection attempts to a host that is down. */
const reconnectMs = [250, 2_000] as const

export const consistencyOf = ({ consistency }: ScyllaConnection): number =>
  ({
    ONE: types.consistencies.one,
    LOCAL_ONE: types.consistencies.localOne,
    QUORUM: types.consistencies.quorum,
    LOCAL_QUORUM: types.consistencies.localQuorum,
    ALL: types.consistencies.all,
  })[consistency]

/** SERIAL if reads and writes span datacenters, otherwise LOCAL_SERIAL. */
export const serialConsistencyOf = ({ consistency }: ScyllaConnection): number =>
  consistency === 'QUORUM' || consistency === 'ALL' ? types.consistencies.serial : types.consistencies.localSerial

/** Connects with a keyspace, or without one (null). Rejects with a Failure `unavailable` that states the reason. */
export async function connect(
  connection: ScyllaConnection,
  keyspace: string | null,
  requestTimeoutMs = defaultRequestTimeoutMs,
): Promise<Client> {
  const client = new Client({
    contactPoints: [...connection.hosts],
    localDataCenter: connection.localDatacenter,
    ...(keyspace !== null && { keyspace }),
    ...(connection.username !== null && {
      credentials: { username: connection.username, password: connection.password ?? '' },
    }),
    ...(connection.isTls && { sslOptions: tlsOptionsOf(connection) }),
    encoding: { copyBuffer: false },
    policies: {
      retry: createRetryPolicy(),
      reconnection: new policies.reconnection.ExponentialReconnectionPolicy(...reconnectMs, false),
      timestampGeneration: createMicrosecondClock(),
    },
    socketOptions: { connectTimeout: connectTimeoutMs, readTimeout: requestTimeoutMs },
    pooling: { heartBeatInterval: 5_000 },
    queryOptions: {
      prepare: true,
      consistency: consistencyOf(connection),
      serialConsistency: serialConsistencyOf(connection),
    },
  })
  refreshOneAtATime(client)
  try {
    await client.connect()
    return client
  } catch (error) {
    await client.shutdown().catch(() => {})
    throw toFailure(error, 'open', connection.hosts)
  }
}

/** The driver's default policy, but never retries a non-idempotent statement, nor one that timed out. */
function createRetryPolicy(): InstanceType<typeof policies.retry.RetryPolicy> {
  const policy = new policies.retry.RetryPolicy()
  const onRequestError: typeof policy.onRequestError = (info, consistency, error) => {
    // The driver's types leave out executionOptions.
    const { executionOptions } = info as typeof info & { executionOptions: cassandra.ExecutionOptions }
    const again = executionOptions.isIdempotent() && !(error instanceof errors.OperationTimedOutError)
    return again ? policy.retryResult(consistency, false) : policy.rethrowResult()
  }
  return Object.assign(policy, { onRequestError })
}

const tlsOptionsOf = ({ tlsCaFile }: ScyllaConnection) => ({
  rejectUnauthorized: true,
  ...(tlsCaFile !== null && { ca: [readFileSync(tlsCaFile)] }),
})
