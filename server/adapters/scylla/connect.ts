/** Opens a connection to the database, and says within seconds why it can't. */
import { readFileSync } from 'node:fs'
import cassandra from 'cassandra-driver'
import { refreshOneAtATime } from './control-connection.ts'
import { toFailure } from './failures.ts'
import { createMicrosecondClock } from './microseconds.ts'

const { Client, errors, policies, types } = cassandra

export interface ScyllaConnection {
  /** `host:port` or `host`, at least one; the others of the cluster are found from there. */
  hosts: readonly string[]
  localDatacenter: string
  keyspace: string
  username: string | null
  password: string | null
  /** File of the certificates that sign the database's own; null: those that Node trusts. Only with `isTls`. */
  tlsCaFile: string | null
  isTls: boolean
  /** Of every read and write; QUORUM and ALL span datacenters, and so do compare and set then. */
  consistency: 'ONE' | 'LOCAL_ONE' | 'QUORUM' | 'LOCAL_QUORUM' | 'ALL'
  /** Replicas in the local datacenter, for a keyspace that is made. */
  replicationFactor: number
}

export type Client = InstanceType<typeof Client>

/** A request that takes longer has failed; whether a write has happened is then unknown. */
export const defaultRequestTimeoutMs = 8_000
const connectTimeoutMs = 3_000
/** A host that is down is tried again after so long at first, and at most. */
const reconnectMs = [250, 2_000] as const

export const consistencyOf = ({ consistency }: ScyllaConnection): number =>
  ({
    ONE: types.consistencies.one,
    LOCAL_ONE: types.consistencies.localOne,
    QUORUM: types.consistencies.quorum,
    LOCAL_QUORUM: types.consistencies.localQuorum,
    ALL: types.consistencies.all,
  })[consistency]

/** LOCAL_SERIAL, unless reads and writes span datacenters. */
export const serialConsistencyOf = ({ consistency }: ScyllaConnection): number =>
  consistency === 'QUORUM' || consistency === 'ALL' ? types.consistencies.serial : types.consistencies.localSerial

/** Connects, with the keyspace in use or (null) none. Rejects with a Failure `unavailable` that says what is wrong. */
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

/** As the driver's own, but what is not idempotent is never sent twice, and what took too long is not begun again elsewhere. */
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
