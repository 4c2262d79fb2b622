import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'

export interface DatabaseLimits {
  threads: number
  /** Of DuckDB's own buffers; what functions of lists and text take beside them is bounded by the process. */
  memoryBytes: number
  spillBytes: number
}

export interface LockedDatabase {
  /** Runs queries. */
  connection: DuckDBConnection
  /** Writes results into files while the other one reads them. */
  exports: DuckDBConnection
}

/**
 * Opens an empty database in memory that reads files of `lakeFolder` and spills into `spillFolder`, and whose settings can't be
 * changed any more. It could still write into both folders: statements are judged before, and the user of the process may not.
 */
export async function openLockedDatabase(
  lakeFolder: string,
  spillFolder: string,
  { threads, memoryBytes, spillBytes }: DatabaseLimits,
): Promise<LockedDatabase> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const settings: readonly (readonly [string, string])[] = [
    ['autoinstall_known_extensions', 'false'],
    ['autoload_known_extensions', 'false'],
    ['allow_community_extensions', 'false'],
    ['allow_persistent_secrets', 'false'],
    ['home_directory', quoted(spillFolder)],
    ['temp_directory', quoted(`${spillFolder}/spill`)],
    // Given when the database is created, it is not enforced.
    ['max_temp_directory_size', quoted(`${spillBytes}B`)],
    ['memory_limit', quoted(`${memoryBytes}B`)],
    ['threads', String(threads)],
    ['TimeZone', quoted('UTC')],
    ['enable_progress_bar', 'true'],
    ['enable_progress_bar_print', 'false'],
    ['parquet_metadata_cache', 'true'],
    ['allowed_directories', `[${quoted(lakeFolder)}, ${quoted(`${spillFolder}/results`)}]`],
    ['enable_external_access', 'false'],
    ['lock_configuration', 'true'],
  ]
  for (const [name, value] of settings) await connection.run(`SET ${name} = ${value}`)
  return { connection, exports: await instance.connect() }
}

/** Text as a literal of SQL. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`
/** A name as an identifier of SQL. */
export const quotedName = (name: string): string => `"${name.replaceAll('"', '""')}"`
