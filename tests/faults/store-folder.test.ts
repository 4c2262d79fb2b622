/** F119, F120: one process at a time has a data folder, whatever its namespaces and the folder's file system. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { telemetry } from '../../schema/tables.ts'
import { openLmdbTables } from '../../server/adapters/lmdb/tables.ts'
import { enrollFleet } from '../support/fleet-load.ts'
import { hasExfat, mountExfat, unmount, whyNoMounts } from '../support/mounts.ts'
import { findOnPath, runToEnd } from '../support/servers-child.ts'
import { createRunningClock, readRows, rowsOf } from '../support/store-rows.ts'

const main = join(import.meta.dirname, '../../server/main.ts')
const open = (dataDir: string) => openLmdbTables({ dataDir, clock: createRunningClock(), tables: [telemetry] })

let folder: string
const children: ChildProcess[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-folder-'))
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** The server as process 1 of a PID namespace of its own, as in a container; `output` has what it said. */
function startInNamespace(dataDir: string) {
  const namespace = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child']
  const command = [...namespace, process.execPath, main, '--no-pages']
  const settings = { DATA_DIR: dataDir, SERVER_ADDR: '127.0.0.1:0', ROLES: 'ingest', NODE_ENV: 'production' } as const
  const child = spawn(command[0] as string, command.slice(1), {
    env: { PATH: process.env.PATH, ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  return { child, output: () => output, exited: once(child, 'exit') }
}

const recordedAt = Date.now()
const sendTo = async (output: string, droneId: string) => {
  const [, url] = /"url":"([^"]+)"/.exec(output) ?? []
  const reading = { droneId, recordedAt, sequence: 1, latitudeDeg: 34, longitudeDeg: 69 }
  const headers = { 'content-type': 'application/json' }
  return (await fetch(`${url}/api/v1/telemetry`, { method: 'POST', headers, body: JSON.stringify(reading) })).json()
}

test.skipIf(whyNoMounts())(
  'F119 two processes in PID namespaces of their own, each of them process 1: the second refuses and says who has the folder; when the first is killed it starts',
  async () => {
    const [droneId] = await enrollFleet(join(folder, 'data'), 1)
    const first = startInNamespace(join(folder, 'data'))
    await expect.poll(first.output).toContain('is ready')
    expect(first.output()).toContain('"pid":1,')

    const second = startInNamespace(join(folder, 'data'))
    expect(await second.exited).toEqual([1, null])
    expect(second.output()).toMatch(/it is in use by process 1 on \S+ since \S+. One process at a time/)
    expect(await sendTo(first.output(), droneId as string)).toMatchObject({ accepted: 1 })

    first.child.kill('SIGKILL')
    await first.exited
    const third = startInNamespace(join(folder, 'data'))
    await expect.poll(third.output).toContain('is ready')
    expect(await sendTo(third.output(), droneId as string)).toMatchObject({ accepted: 0, duplicates: 1 })
  },
)

test('F119 a lock is given back by whatever end: kill -9 leaves nothing to clear away', async () => {
  const script = `
    import { openLmdbTables } from '${join(import.meta.dirname, '../../server/adapters/lmdb/tables.ts')}'
    const clock = { nowMs: Date.now, monotonicMs: () => performance.now(), sleep: async () => {}, every: () => () => {} }
    await openLmdbTables({ dataDir: ${JSON.stringify(folder)}, clock, tables: [] })
    console.log('opened')
    setInterval(() => {}, 1e6)`
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(holder)
  await once(holder.stdout, 'data')
  await expect(open(folder)).rejects.toThrow(`in use by process ${holder.pid}`)
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  await (await open(folder)).close()
})

if (hasExfat())
  test('F120 exFAT, which has no hard links: one process opens it, a second is refused, rows are kept', async () => {
    mountExfat(join(folder, 'image'), join(folder, 'mounted'), '64M')
    try {
      const dataDir = join(folder, 'mounted', 'data')
      const tables = await open(dataDir)
      await tables.insert(telemetry, rowsOf(1, 0, 2_000))
      await expect(open(dataDir)).rejects.toThrow('it is in use by process')
      await tables.close()
      const again = await open(dataDir)
      expect(await readRows(again, 1)).toEqual(rowsOf(1, 0, 2_000))
      await again.close()
    } finally {
      unmount(join(folder, 'mounted'))
    }
  })

test.each([
  ['below a file', () => join(folder, 'file', 'data'), 'a part of its path is a file'],
  ['behind a link to nowhere', () => join(folder, 'nowhere'), 'no folder can be created there'],
  ['in a circle of links', () => join(folder, 'circle', 'data'), 'its path has a loop of symbolic links'],
  ['with a name that is too long', () => join(folder, 'x'.repeat(300)), 'its path is too long'],
])('F120 a folder that can’t be made, %s: says so at once', async (_where, path, reason) => {
  writeFileSync(join(folder, 'file'), '')
  symlinkSync('/no/such/folder', join(folder, 'nowhere'))
  symlinkSync('circle', join(folder, 'circle'))
  await expect(open(path())).rejects.toThrow(`The store in ${path()} can't be opened: ${reason}.`)
})

test.runIf(process.platform === 'linux')('F120 a folder that no file system can make: says so at once', async () => {
  const dataDir = '/proc/convoy-tracker/data'
  await expect(open(dataDir)).rejects.toThrow(
    `The store in ${dataDir} can't be opened: no folder can be created there.`,
  )
})

if (findOnPath('gcc'))
  test('F120 a file system without locks: says that, not that another process has the folder', async () => {
    // As NFS does without its lock service.
    const source = `#define _GNU_SOURCE
      #include <dlfcn.h>
      #include <errno.h>
      #include <fcntl.h>
      #include <stdarg.h>
      static int refuse(int fd, int command, void *argument, const char *name) {
        if (command == F_SETLK || command == F_SETLKW) { errno = ENOLCK; return -1; }
        return ((int (*)(int, int, void *))dlsym(RTLD_NEXT, name))(fd, command, argument);
      }
      int fcntl(int fd, int c, ...) { va_list l; va_start(l, c); void *a = va_arg(l, void *); va_end(l); return refuse(fd, c, a, "fcntl"); }
      int fcntl64(int fd, int c, ...) { va_list l; va_start(l, c); void *a = va_arg(l, void *); va_end(l); return refuse(fd, c, a, "fcntl64"); }`
    writeFileSync(join(folder, 'refuse.c'), source)
    const library = join(folder, 'refuse.so')
    const built = await runToEnd(['gcc', '-shared', '-fPIC', '-o', library, join(folder, 'refuse.c')], 30_000)
    expect(built.output).toBe('')
    const { output } = await runToEnd([process.execPath, main, '--no-pages'], 30_000, {
      LD_PRELOAD: library,
      DATA_DIR: join(folder, 'data'),
      SERVER_ADDR: '127.0.0.1:0',
    })
    expect(output).toContain('its file system does not support file locks: set DATA_DIR to a folder on a local disk')
  })
