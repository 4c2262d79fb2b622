/** A keyspace in which hours were listed for ever: it is migrated, loses nothing, and its empty hours get a lifetime. */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { printTable } from '../../schema/cql/print.ts'
import { localActor } from '../../schema/permissions.ts'
import { telemetry, telemetryBuckets } from '../../schema/tables.ts'
import { telemetryBucketMs } from '../../schema/telemetry.ts'
import { systemClock as clock } from '../../server/adapters/memory/clock.ts'
import { migrate } from '../../server/adapters/scylla/migrate.ts'
import { openScyllaTables } from '../../server/adapters/scylla/tables.ts'
import { bucketOf, readHistory } from '../../server/features/telemetry/history.ts'
import { toRow } from '../../server/features/telemetry/ingest-batch.ts'
import { parseReading } from '../../server/features/telemetry/parse.ts'
import { asOperator, connectionTo, dropKeyspace } from '../support/scylla-keyspace.ts'
import { describeWithScylla } from '../support/servers.ts'
import { droneIdOf, reading } from '../support/telemetry-server.ts'

const droneId = droneIdOf(0)
const cqlFolder = join(import.meta.dirname, '../../schema/cql')
const bucketsBefore = `CREATE TABLE telemetry_buckets (drone_id uuid, time_bucket timestamp, PRIMARY KEY ((drone_id), time_bucket))
  WITH CLUSTERING ORDER BY (time_bucket DESC)`

describeWithScylla('hours that were listed for ever', () => {
  const keyspace = `test_listed_${process.pid}`
  const folder = mkdtempSync(join(tmpdir(), 'listed-'))
  afterEach(async () => {
    rmSync(folder, { recursive: true })
    await dropKeyspace(keyspace)
  })

  test('stay listed while they hold readings, and expire once a reader found them empty', async () => {
    const connection = connectionTo(keyspace)
    const start = () => migrate({ connection, clock, log: { info() {} }, folder, tables: [] })
    writeFileSync(join(folder, '001_before.cql'), `${printTable(telemetry)};\n${bucketsBefore};\n`)
    await start()
    const nowMs = bucketOf(clock.nowMs())
    const hours = [3, 2, 1].map((hour) => nowMs - hour * telemetryBucketMs)
    await asOperator(async (run) => {
      for (const hour of hours)
        await run(`INSERT INTO ${keyspace}.telemetry_buckets (drone_id, time_bucket) VALUES (${droneId}, ${hour})`)
    })
    copyFileSync(join(cqlFolder, '005_listed_hours_expire.cql'), join(folder, '005_listed_hours_expire.cql'))
    expect(await start()).toEqual(['005_listed_hours_expire.cql'])

    const tables = await openScyllaTables({ connection, clock, tables: [telemetry, telemetryBuckets] })
    try {
      const parsed = parseReading(reading({ recordedAt: hours[1] as number }), clock.nowMs())
      if ('fault' in parsed) throw new Error(JSON.stringify(parsed.fault))
      await tables.insert(telemetry, [toRow(parsed.reading, clock.nowMs())])
      const found: number[] = []
      for await (const page of readHistory({ tables }, localActor, droneId, 0, nowMs))
        found.push(...page.map(({ recordedAtMs }) => recordedAtMs))
      expect(found).toEqual([hours[1]])
    } finally {
      await tables.close()
    }
    const lifetimes = await asOperator((run) =>
      run(`SELECT time_bucket, TTL(listed_at) AS left FROM ${keyspace}.telemetry_buckets WHERE drone_id = ${droneId}`),
    )
    expect(lifetimes).toMatchObject([{ left: expect.any(Number) }, { left: null }, { left: expect.any(Number) }])
  })
})
