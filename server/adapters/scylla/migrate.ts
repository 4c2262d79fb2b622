/** Migrates the schema of a keyspace to that of this version of the app. */
import { join } from 'node:path'
import cassandra from 'cassandra-driver'
import { describe, Failure } from '../../../lib/errors.ts'
import type { Table } from '../../../schema/table-types.ts'
import { schemaTables } from '../../../schema/tables-later.ts'
import type { Clock } from '../../ports/clock.ts'
import { type Client, connect, type ScyllaConnection, serialConsistencyOf } from './connect.ts'
import { type CqlFile, readCqlFiles } from './cql-files.ts'
import { toFailure } from './failures.ts'
import { ensureKeyspace } from './keyspace.ts'
import { requireSchema } from './schema-check.ts'
import { acquireSchemaLock, lockTable } from './schema-lock.ts'

const { errors, types } = cassandra
const { invalid, serverError, configError, unauthorized } = types.responseErrorCodes

export interface MigrateOptions {
  connection: ScyllaConnection
  clock: Clock
  log: { info(details: object, message: string): void }
  /** Folder of the numbered files; schema/cql when absent. */
  folder?: string
  /** Tables to check the migrated schema against; every table of schema/ when absent. */
  tables?: readonly Table[]
}

const cqlFolder = join(import.meta.dirname, '../../../schema/cql')
export const ddlTimeoutMs = 45_000
const maxDisagreementMs = 30_000
const agreementPollMs = 200

/** Missing in the driver's types. */
type Agreement = cassandra.types.ResultSet['info'] & { isSchemaInAgreement: boolean }

/** How long to retry while the database is busy with schema changes. */
const maxBusyMs = 30_000

const migrationsTable =
  'CREATE TABLE IF NOT EXISTS schema_migrations (name text PRIMARY KEY, applied_at timestamp) ' +
  "WITH comment = 'The numbered CQL files that were applied.'"

/**
 * Creates the keyspace if it does not exist and applies all pending numbered files in order, in one of many processes while the
 * others wait. An interrupted file can be applied again. Returns the names of the files that this call applied. Rejects with a
 * Failure `unavailable` within seconds when the database can't be reached or refuses the password; without changing anything when
 * the schema is newer than this version; and, naming tables and columns, when the migrated schema differs from what this version
 * reads and writes.
 */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const startedMs = options.clock.monotonicMs()
  for (;;) {
    try {
      return await migrateOnce(options)
    } catch (error) {
      // While the database creates tables for another process, requests may time out.
      const isBusy = (error as Error).cause instanceof errors.OperationTimedOutError
      if (!isBusy || options.clock.monotonicMs() - startedMs > maxBusyMs) throw error
      await options.clock.sleep(agreementPollMs)
    }
  }
}

async function migrateOnce({
  connection,
  clock,
  log,
  folder = cqlFolder,
  tables = schemaTables,
}: MigrateOptions): Promise<string[]> {
  const files = readCqlFiles(folder)
  const { keyspace } = connection
  const setUp = await connect(connection, null)
  try {
    await ensureKeyspace(setUp, connection, log)
  } catch (error) {
    throw toFailure(error, 'open')
  } finally {
    await setUp.shutdown()
  }
  const client = await connect(connection, keyspace)
  const define = async (cql: string) => {
    const { info } = await client.execute(cql, [], { prepare: false, readTimeout: ddlTimeoutMs })
    if (!(info as Agreement).isSchemaInAgreement) await waitForAgreement(client, clock)
  }
  /** The node may not yet have schema changes that another process just made. */
  const requireSchemaInAgreement = async () => {
    await waitForAgreement(client, clock)
    await requireSchema(client, keyspace, tables)
  }
  try {
    if (!(await hasTable(client, keyspace, 'schema_migrations'))) await define(migrationsTable)
    if (!(await hasTable(client, keyspace, 'schema_lock'))) await define(lockTable)
    for (const table of ['schema_migrations', 'schema_lock']) await waitForTable(client, clock, table)
    if ((await findPending(client, keyspace, files)).length === 0) {
      await requireSchemaInAgreement()
      log.info({ keyspace, schema: files.at(-1)?.name }, 'schema is up to date')
      return []
    }
    const lock = await acquireSchemaLock(client, clock, serialConsistencyOf(connection))
    const applied: string[] = []
    try {
      // Another process may have applied them while this one waited for the lock.
      for (const file of await findPending(client, keyspace, files)) {
        const startedMs = clock.monotonicMs()
        if (!(await applyFile(file, define, lock.renew, log))) continue
        await client.execute('INSERT INTO schema_migrations (name, applied_at) VALUES (?, ?)', [
          file.name,
          new Date(clock.nowMs()),
        ])
        applied.push(file.name)
        log.info({ keyspace, file: file.name, tookMs: clock.monotonicMs() - startedMs }, 'schema migration applied')
      }
    } finally {
      await lock.release()
    }
    await requireSchemaInAgreement()
    return applied
  } catch (error) {
    throw toFailure(error, 'open')
  } finally {
    await client.shutdown()
  }
}

/** Files not yet applied. Throws a Failure when the keyspace has applied files that this version does not have. */
async function findPending(client: Client, keyspace: string, files: readonly CqlFile[]): Promise<CqlFile[]> {
  const { rows } = await client.execute('SELECT name FROM schema_migrations')
  const names = rows.map(({ name }): string => name).sort()
  const newest = names.at(-1)
  const ours = files.at(-1)
  if (newest && Number(newest.slice(0, 3)) > (ours?.number ?? 0))
    throw new Failure(
      'unavailable',
      `The schema of keyspace ${keyspace} is newer than this version of the app: expected at most ${ours?.name ?? 'none'}, got ${newest}. Start the version that made it, or a newer one.`,
    )
  return files.filter(({ name }) => !names.includes(name))
}

/** False when the file is optional and the database refuses it. */
async function applyFile(
  { name, statements, isOptional }: CqlFile,
  define: (cql: string) => Promise<void>,
  renew: () => Promise<void>,
  log: MigrateOptions['log'],
): Promise<boolean> {
  for (const statement of statements) {
    try {
      await define(statement)
    } catch (error) {
      if (isDuplicateColumn(statement, error)) continue
      if (isOptional && isRefusal(error)) {
        log.info({ file: name, reason: (error as Error).message }, 'optional schema migration skipped')
        return false
      }
      const reason = error instanceof Error ? error.message : String(error)
      throw new Failure('unavailable', `Migration ${name} failed at ${describe(statement)}: ${reason}`, {
        cause: error,
      })
    }
    await renew()
  }
  return true
}

const isRefusal = (error: unknown): boolean =>
  error instanceof errors.ResponseError && [invalid, configError, unauthorized].includes(error.code)

/** True when a file that is applied again after an interruption adds existing columns. Not all versions have ADD IF NOT EXISTS. */
const isDuplicateColumn = (statement: string, error: unknown): boolean =>
  /^ALTER TABLE \S+ ADD /i.test(statement) &&
  error instanceof errors.ResponseError &&
  /already exist|conflicts with an existing column/i.test(error.message)

async function hasTable(client: Client, keyspace: string, name: string): Promise<boolean> {
  const cql = 'SELECT table_name FROM system_schema.tables WHERE keyspace_name = ? AND table_name = ?'
  return (await client.execute(cql, [keyspace, name])).rows.length > 0
}

/** Waits until a table created by another process can be queried: Cassandra lists it in the schema slightly earlier. */
async function waitForTable(client: Client, clock: Clock, name: string): Promise<void> {
  const startedMs = clock.monotonicMs()
  for (;;) {
    try {
      await client.execute(`SELECT * FROM ${name} LIMIT 1`, [], { prepare: false })
      return
    } catch (error) {
      const isComing = error instanceof errors.ResponseError && [invalid, serverError].includes(error.code)
      if (!isComing || clock.monotonicMs() - startedMs > maxDisagreementMs) throw error
      await clock.sleep(agreementPollMs)
    }
  }
}

async function waitForAgreement(client: Client, clock: Clock): Promise<void> {
  const startedMs = clock.monotonicMs()
  const metadata = client.metadata as typeof client.metadata & { checkSchemaAgreement(): Promise<boolean> }
  while (!(await metadata.checkSchemaAgreement())) {
    if (clock.monotonicMs() - startedMs > maxDisagreementMs)
      throw new Failure(
        'unavailable',
        `The nodes of the database disagree about the schema: expected agreement within ${maxDisagreementMs} ms.`,
      )
    await clock.sleep(agreementPollMs)
  }
}
