/** The sandbox of the SQL console, over the lake of this process. */
import { availableParallelism } from 'node:os'
import { openSqlSandbox } from './adapters/duckdb/sandbox/open-sandbox.ts'
import type { Platform } from './feature.ts'
import type { SqlSandbox } from './ports/sql-sandbox.ts'

/** Of one result, in whatever format. */
const resultBytes = 32 << 20
const waiting = 50
const waitingOfActor = 10

export function openSql({ config, clock, log, lake }: Platform): SqlSandbox {
  const { userId, ...limits } = config.sql
  const threads = Math.max(1, Math.ceil(availableParallelism() / 2))
  return openSqlSandbox({
    ...{ clock, log, lakeFolder: config.lakeDir, openLake: lake.open },
    user: { uid: userId, gid: userId },
    limits: { ...limits, threads, resultBytes, waiting, waitingOfActor },
  })
}
