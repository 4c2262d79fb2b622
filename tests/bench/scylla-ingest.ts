/** The cluster's store against cassandra-driver alone, its best way, writing and reading the same rows of the same server. */
import cassandra from 'cassandra-driver'
import { toCqlName } from '../../schema/cql/names.ts'
import { localActor } from '../../schema/permissions.ts'
import type { Row } from '../../schema/table-types.ts'
import { allTables, telemetry, telemetryBuckets } from '../../schema/tables.ts'
import { telemetryBucketMs, telemetryFieldNames } from '../../schema/telemetry.ts'
import { systemClock } from '../../server/adapters/memory/clock.ts'
import { openScyllaTables } from '../../server/adapters/scylla/tables.ts'
import { readHistory } from '../../server/features/telemetry/history.ts'
import type { Tables } from '../../server/ports/tables.ts'
import { connectionTo, dropKeyspace, makeKeyspace } from '../support/scylla-keyspace.ts'
import { requireScylla } from '../support/servers-addresses.ts'
import { createFleetReadings } from './fleet.ts'
import { type BenchRow, inTurn } from './row.ts'

const batchSize = 500
/** Callers side by side, each with its next batch when the one before is durable; on both sides. */
const lanes = 16
/** 50 readings of a drone in a batch: what a drone sends when it has been out of reach, and what a batch of one partition holds. */
const dronesPerLane = 10
const batchesPerLane = 5
const rounds = 15
const hourRows = 3_600
const hoursAtOnce = 4
const hoursPerRound = 32

type Reading = Row<typeof telemetry>

export const ingestOnCassandra: BenchRow = {
  name: 'durable ingest on Cassandra, batches of 500',
  target: '≥ 0.8',
  run: (log) =>
    withBoth(async ({ ours, bare }) => {
      const fleet = createFleetReadings(lanes, dronesPerLane)
      let batch = 0
      const writeAll = async (insert: (rows: Reading[]) => Promise<void>) => {
        const first = batch
        batch += batchesPerLane
        const batches = Array.from({ length: lanes }, (_, lane) =>
          Array.from({ length: batchesPerLane }, (_, i) => fleet.rows(lane, first + i, batchSize) as Reading[]),
        )
        const startedMs = performance.now()
        await Promise.all(
          batches.map(async (own) => {
            for (const rows of own) await insert(rows)
          }),
        )
        return (lanes * batchesPerLane * batchSize) / ((performance.now() - startedMs) / 1_000)
      }
      const write = { ours: (rows: Reading[]) => ours.insert(telemetry, rows), bare: bare.insert }
      await writeAll(write.bare) // the first rounds warm the server up
      await writeAll(write.ours)
      const measured = await inTurn(
        rounds,
        () => said(log, 'ours', writeAll(write.ours)),
        () => said(log, 'bare', writeAll(write.bare)),
      )
      return { ...measured, unit: 'rows/s', note: `${lanes} callers` }
    }),
}

export const hourOnCassandra: BenchRow = {
  name: 'an hour of one drone read from Cassandra',
  target: '≥ 0.8',
  run: (log) =>
    withBoth(async ({ ours, bare }) => {
      const fleet = createFleetReadings(1, 1)
      const [first] = fleet.rows(0, 0, 1) as Reading[]
      if (!first) throw new Error('Expected a reading, got none.')
      const rows = Array.from({ length: hourRows }, (_, i) => ({
        ...first,
        sequence: i,
        recordedAtMs: first.timeBucketMs + i * 1_000,
      }))
      await ours.insert(telemetry, rows)
      const readAll = async (readHour: (of: Reading) => Promise<number>) => {
        const startedMs = performance.now()
        for (let hour = 0; hour < hoursPerRound; hour += hoursAtOnce) {
          const counts = await Promise.all(Array.from({ length: hoursAtOnce }, () => readHour(first)))
          for (const count of counts)
            if (count !== hourRows) throw new Error(`Expected ${hourRows} rows, got ${count}.`)
        }
        return (hoursPerRound * hourRows) / ((performance.now() - startedMs) / 1_000)
      }
      await ours.insert(telemetryBuckets, [{ ...first, listedAtMs: first.receivedAtMs }])
      const readOurs = async ({ droneId, timeBucketMs }: Reading) => {
        let count = 0
        const until = timeBucketMs + telemetryBucketMs
        for await (const page of readHistory({ tables: ours }, localActor, droneId, timeBucketMs, until))
          count += page.length
        return count
      }
      await readAll(bare.readHour)
      await readAll(readOurs)
      const measured = await inTurn(
        rounds,
        () => said(log, 'ours', readAll(readOurs)),
        () => said(log, 'bare', readAll(bare.readHour)),
      )
      return { ...measured, unit: 'rows/s', note: `${hoursAtOnce} at a time` }
    }),
}

async function said(log: (line: string) => void, side: string, measuring: Promise<number>): Promise<number> {
  const rate = await measuring
  log(`${side} ${Math.round(rate)} rows/s`)
  return rate
}

interface Bare {
  insert(rows: Reading[]): Promise<void>
  readHour(of: Reading): Promise<number>
}

async function withBoth<R>(measure: (sides: { ours: Tables; bare: Bare }) => Promise<R>): Promise<R> {
  const keyspace = `bench_${process.pid}`
  await makeKeyspace(keyspace, allTables)
  const { hosts, localDatacenter } = requireScylla()
  const client = new cassandra.Client({ contactPoints: hosts.split(','), localDataCenter: localDatacenter, keyspace })
  const ours = await openScyllaTables({ connection: connectionTo(keyspace), clock: systemClock, tables: allTables })
  try {
    return await measure({ ours, bare: openBare(client) })
  } finally {
    await ours.close()
    await client.shutdown()
    await dropKeyspace(keyspace)
  }
}

const measured = telemetryFieldNames.map((name) => toCqlName(name, 'double')).join(', ')
const columns = `drone_id, time_bucket, recorded_at, sequence, ${measured}, leadership, received_at, flags, written_at`

/** As the driver's documentation says: prepared, unlogged batches of one partition, values as they are. */
function openBare(client: cassandra.Client): Bare {
  const insert = `INSERT INTO telemetry (${columns}) VALUES (${columns.replaceAll(/\w+/g, '?')}) USING TTL 2592001`
  const select = `SELECT ${columns} FROM telemetry WHERE drone_id = ? AND time_bucket = ?`
  const consistency = cassandra.types.consistencies.localQuorum
  return {
    async insert(rows) {
      const partitions = Map.groupBy(rows, ({ droneId, timeBucketMs }) => `${droneId} ${timeBucketMs}`)
      const writtenAt = Date.now()
      const write = (own: Reading[]) =>
        client.batch(
          own.map((row) => ({ query: insert, params: paramsOf(row, writtenAt) })),
          { prepare: true, logged: false, isIdempotent: true, consistency },
        )
      await Promise.all([...partitions.values()].map(write))
    },
    async readHour({ droneId, timeBucketMs }) {
      const options = { prepare: true, fetchSize: 5_000, isIdempotent: true, consistency }
      return (await client.execute(select, [droneId, timeBucketMs], options)).rows.length
    },
  }
}

const paramsOf = (row: Reading, writtenAt: number): unknown[] => [
  row.droneId,
  row.timeBucketMs,
  row.recordedAtMs,
  row.sequence,
  ...telemetryFieldNames.map((name) => row[name]),
  null,
  row.receivedAtMs,
  row.flags,
  writtenAt,
]
