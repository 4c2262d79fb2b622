/** The lake as Parquet files in a folder: DuckDB, in a thread of its own, writes and reads them. */
import { randomBytes } from 'node:crypto'
import { dirname, join, resolve } from 'node:path'
import { createKeyedMutex } from '../../../lib/async/keyed-mutex.ts'
import { Failure, isFailure } from '../../../lib/errors.ts'
import type { LakeTableName, RollupName } from '../../../schema/lake-columns.ts'
import type { Clock } from '../../ports/clock.ts'
import type { LakeFault, LakeFile, LakeTarget, OpenLake } from '../../ports/lake.ts'
import { codeOf, type LakeFolder, lakeFolder, toUnavailable } from './folder.ts'
import { createFileInspection, toFault } from './inspection.ts'
import { createFileKeeper } from './kept-files.ts'
import {
  emptyManifest,
  listGenerations,
  pathOf,
  printManifest,
  readManifest,
  type StoredManifest,
} from './manifests.ts'
import type { WrittenFile } from './thread-calls.ts'
import { createLakeThread } from './thread-client.ts'
import { columnsOf, toViews } from './views.ts'

interface Options {
  /** Made when something is first written. */
  folder: string
  clock: Pick<Clock, 'nowMs' | 'monotonicMs'>
  /** DuckDB's own memory, of this process. */
  memoryLimitMb?: number
  /** How long a manifest, and the files that it names, stay for snapshots of other processes. */
  graceMs?: number
  /** For tests: fails or ends the process at an operation. */
  operations?: LakeFolder
}

const defaultGraceMs = 15 * 60_000
const defaultMemoryMb = 512
const temporary = 'tmp'

export function openDuckdbLake({
  folder,
  clock,
  memoryLimitMb = defaultMemoryMb,
  graceMs = defaultGraceMs,
  operations = lakeFolder,
}: Options): OpenLake {
  const root = resolve(folder)
  const spillFolder = join(root, temporary, `spill-${process.pid}`)
  const thread = createLakeThread({ spillFolder, memoryLimitMb })
  const inspection = createFileInspection(root, operations, clock)
  const keeper = createFileKeeper(root, operations, clock, graceMs)
  const mutex = createKeyedMutex<'publish'>()
  let known = emptyManifest

  async function newest(): Promise<StoredManifest> {
    for (const generation of await listGenerations(operations, root)) {
      if (generation === known.generation) return known
      const manifest = await readManifest(operations, root, generation)
      if (!manifest) continue
      known = manifest
      return manifest
    }
    return emptyManifest
  }

  /** `produce` writes the file under a temporary name; it then gets its own. */
  async function writeFile(
    target: LakeTarget<LakeTableName | RollupName>,
    produce: (path: string) => Promise<WrittenFile>,
  ): Promise<LakeFile> {
    const { table, hourMs, readAtMs } = target
    const unique = randomBytes(4).toString('hex')
    const draft = join(root, temporary, `${table}-${unique}.parquet`)
    const path = `${folderOf(target)}/${table}-${String(known.generation + 1).padStart(10, '0')}-${unique}.parquet`
    const done = keeper.writing(path, draft)
    try {
      await operations.makeFolder(dirname(draft))
      const written = await produce(draft)
      await operations.sync(draft)
      await operations.makeFolder(join(root, dirname(path)))
      await operations.move(draft, join(root, path))
      await operations.sync(join(root, dirname(path)))
      return { ...{ table, path, hourMs, readAtMs }, ...written, columns: Object.keys(columnsOf[table]) }
    } catch (error) {
      done()
      await operations.remove(draft).catch(() => undefined)
      throw error
    }
  }

  async function checkFile(file: LakeFile): Promise<LakeFault[]> {
    const expected = `${file.rows} rows, checksum ${file.contents}, SHA-256 ${file.digest}`
    try {
      const { rows, contents, digest } = await thread.inspect(file.table, join(root, file.path))
      const got = `${rows} rows, checksum ${contents}, SHA-256 ${digest}`
      return got === expected ? [] : [toFault(file, expected, got)]
    } catch (error) {
      if (!isFailure(error)) throw error
      return [toFault(file, expected, error.message)]
    }
  }

  const guarded = <R>(work: () => Promise<R>): Promise<R> =>
    work().catch((error: unknown) => {
      throw toUnavailable(root, error)
    })

  return {
    write: (target, batches) =>
      guarded(async () => {
        let writer: number | null = null
        try {
          for await (const batch of batches) {
            if (writer === null) {
              await operations.makeFolder(dirname(spillFolder))
              writer = await thread.begin(target.table)
            }
            await thread.append(writer, batch)
          }
          if (writer === null) return null
          const own = writer
          return await writeFile(target, async (path) => {
            writer = null
            return thread.finish(own, path)
          })
        } finally {
          if (writer !== null) await thread.abandon(writer).catch(() => undefined)
        }
      }),

    derive: (target, from) => guarded(() => writeFile(target, (path) => thread.derive(target.table, root, from, path))),

    publish: ({ add, remove, asOfMs, marks }, check = () => {}) =>
      guarded(() =>
        mutex.run('publish', async () => {
          const before = await newest()
          const [highest = 0] = await listGenerations(operations, root)
          const gone = new Set(remove)
          const manifest: StoredManifest = {
            generation: highest + 1,
            writtenAtMs: clock.nowMs(),
            ...{ asOfMs, marks },
            files: [...before.files.filter(({ path }) => !gone.has(path)), ...add],
          }
          const path = join(root, pathOf(manifest.generation))
          const draft = join(root, temporary, `manifest-${randomBytes(4).toString('hex')}.json`)
          await operations.makeFolder(dirname(path))
          await operations.makeFolder(dirname(draft))
          await operations.writeText(draft, printManifest(manifest))
          check()
          await operations.moveNew(draft, path).catch((error: unknown) => {
            if (codeOf(error) !== 'EEXIST') throw error
            throw new Failure('conflict', `Another process has made generation ${manifest.generation} of the lake.`)
          })
          await operations.sync(dirname(path))
          known = manifest
          for (const file of add) keeper.published(file.path)
          return manifest
        }),
      ),

    open: () =>
      guarded(async () => {
        const manifest = await newest()
        const { whole, faults } = await inspection.sort(manifest.files)
        const release = keeper.hold(whole.map((file) => file.path))
        const { generation, asOfMs } = manifest
        return { ...{ generation, asOfMs, manifest, faults }, views: toViews(root, whole), release }
      }),

    check: () =>
      guarded(async () => {
        const { files } = await newest()
        const release = keeper.hold(files.map(({ path }) => path))
        try {
          const faults: LakeFault[] = []
          for (const file of files) faults.push(...(await checkFile(file)))
          return faults
        } finally {
          release()
        }
      }),

    tidy: () => guarded(async () => keeper.tidy(await newest())),
    close: () => thread.close(),
  }
}

/** `telemetry/date=2026-11-28/hour=11`; of a table that is not split by hours its name. */
function folderOf({ table, hourMs }: LakeTarget<LakeTableName | RollupName>): string {
  if (hourMs === null) return table
  const text = new Date(hourMs).toISOString()
  return `${table}/date=${text.slice(0, 10)}/hour=${text.slice(11, 13)}`
}
