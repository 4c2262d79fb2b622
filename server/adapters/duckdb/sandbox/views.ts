import { accessSync, constants } from 'node:fs'
import type { DuckDBConnection } from '@duckdb/node-api'
import { quoted, quotedName } from './open-database.ts'

/** The views of the lake in a process that runs SQL. */
export interface LakeViews {
  /** In lower case. */
  readonly names: ReadonlySet<string>
  /** Replaces all views, from the next `define` on. */
  replace(views: readonly { name: string; sql: string }[]): void
  /** Makes sure that these exist. Views are made when they are first used: each reads the footers of all its files. */
  define(connection: DuckDBConnection, names: ReadonlySet<string>): Promise<void>
}

/**
 * The folder must be the working directory, entered before the process changed its user: files are then found by their path within
 * it where that user may not pass the folders above.
 */
export function createLakeViews(lakeFolder: string): LakeViews {
  const byName = new Map<string, string>()
  const defined = new Set<string>()
  const obsolete = new Set<string>()
  const absolute = quoted(`${lakeFolder}/`).slice(0, -1)
  return {
    get names() {
      return new Set(byName.keys())
    },
    replace(views) {
      for (const name of defined) obsolete.add(name)
      defined.clear()
      byName.clear()
      const isReachable = canRead(lakeFolder)
      for (const { name, sql } of views)
        byName.set(name.toLowerCase(), isReachable ? sql : sql.replaceAll(absolute, "'"))
    },
    async define(connection, names) {
      for (const name of obsolete) {
        await connection.run(`DROP VIEW IF EXISTS ${quotedName(name)}`)
        obsolete.delete(name)
      }
      for (const name of names) {
        const sql = byName.get(name)
        if (sql === undefined || defined.has(name)) continue
        await connection.run(`CREATE OR REPLACE VIEW ${quotedName(name)} AS ${sql}`)
        defined.add(name)
      }
    },
  }
}

function canRead(folder: string): boolean {
  try {
    accessSync(folder, constants.R_OK | constants.X_OK)
    return true
  } catch {
    return false
  }
}
