/** The process that runs questions. It ends with the one that started it. */
import { rmSync } from 'node:fs'
import { setPriority } from 'node:os'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import type { DatabaseLimits, FromProcess, QueryTask, ToProcess } from './messages.ts'
import { type QueryConnection, runQuery } from './query.ts'
import { createTerrainTable } from './terrain.ts'

const progressMs = 250
/** Below that of ingest, where the system allows it. */
const niceness = 5

let spillFolder: string | null = null
let instance: Promise<DuckDBInstance> | null = null
let terrain: Promise<void> | null = null
const idle: QueryConnection[] = []
const running = new Map<number, DuckDBConnection>()

process.on('disconnect', () => {
  // The one that would remove it is gone.
  if (spillFolder !== null) rmSync(spillFolder, { recursive: true, force: true })
  process.exit()
})
process.on('message', (message: ToProcess) => {
  if (message.type === 'open') {
    spillFolder = message.limits.spillFolder
    instance = openDatabase(message.limits)
  } else if (message.type === 'run') {
    void run(message.id, message.task)
  } else {
    running.get(message.id)?.interrupt()
  }
})
try {
  setPriority(niceness)
} catch {
  // Not allowed here: it runs as it is.
}

async function openDatabase(limits: DatabaseLimits): Promise<DuckDBInstance> {
  const { memoryMb, spillMb, threads } = limits
  const opened = await DuckDBInstance.create(':memory:', {
    threads: String(threads),
    memory_limit: `${memoryMb}MB`,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  })
  const connection = await opened.connect()
  await connection.run(`SET temp_directory = '${limits.spillFolder.replaceAll("'", "''")}'`)
  await connection.run(`SET max_temp_directory_size = '${spillMb}MB'`)
  // Files never change under their name.
  await connection.run('SET parquet_metadata_cache = true')
  connection.closeSync()
  return opened
}

async function run(id: number, task: QueryTask): Promise<void> {
  let to: QueryConnection | null = null
  let stopProgress = () => {}
  try {
    if (!instance) throw new Error('Expected to be opened first.')
    const opened = await instance
    to = idle.pop() ?? { connection: await opened.connect(), views: new Map() }
    const { connection } = to
    running.set(id, connection)
    const timer = setInterval(() => send({ type: 'progress', id, percent: connection.progress.percentage }), progressMs)
    stopProgress = () => clearInterval(timer)
    if (task.hasTerrain) await addTerrain(connection)
    send({ type: 'done', id, result: await runQuery(to, task) })
  } catch (error) {
    send({ type: 'failed', id, message: error instanceof Error ? error.message : String(error) })
  } finally {
    stopProgress()
    running.delete(id)
    if (to) idle.push(to)
  }
}

/** Once; again after a failure. */
async function addTerrain(connection: DuckDBConnection): Promise<void> {
  terrain ??= createTerrainTable(connection)
  try {
    await terrain
  } catch (error) {
    terrain = null
    throw error
  }
}

function send(message: FromProcess): void {
  process.send?.(message)
}
