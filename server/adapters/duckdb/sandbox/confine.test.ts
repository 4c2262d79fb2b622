/** What holds even if a statement got past the judge: a view stands in for it, since its SQL is not judged. */
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mountTmpfs, unmount, whyNoMounts } from '../../../../tests/support/mounts.ts'
import { openSandboxLake, type SandboxLake } from '../../../../tests/support/sandbox-lake.ts'
import {
  isRoot,
  nobody,
  openSandboxRig,
  readProc,
  type SandboxRig,
  sandboxPids,
  startSandboxParent,
} from '../../../../tests/support/sandbox-rig.ts'

let lake: SandboxLake
let rig: SandboxRig
/** What the view `convoys` is. */
let viewSql = 'SELECT 1'
let generation = 100

beforeAll(async () => {
  lake = await openSandboxLake(100)
  rig = openSandboxRig({
    folder: lake.folder,
    open: async () => {
      const snapshot = await lake.open()
      const views = [...snapshot.views, { name: 'convoys' as const, files: [], sql: viewSql }]
      return { ...snapshot, generation, views, release: snapshot.release }
    },
  })
})
afterAll(async () => {
  await rig.close()
  lake.close()
})
const askView = (sql: string) => {
  viewSql = sql
  generation += 1
  return rig.rowsOf('FROM convoys')
}
const filesOf = (folder: string) => readdirSync(folder, { recursive: true }).map(String).toSorted()

describe('the process', () => {
  let status = ''
  let pid = 0
  beforeAll(async () => {
    await rig.rowsOf('SELECT 1')
    pid = sandboxPids()[0] ?? 0
    status = readProc(pid, 'status')
  })
  test.runIf(isRoot)('is of another user, in no group, with no capability', () => {
    expect(status).toMatch(/^Uid:\t65534\t65534\t65534\t65534$/m)
    expect(status).toMatch(/^Gid:\t65534\t65534\t65534\t65534$/m)
    expect(status).toMatch(/^Groups:\t\s*$/m)
    for (const kind of ['CapInh', 'CapPrm', 'CapEff', 'CapAmb'])
      expect(status).toMatch(new RegExp(`^${kind}:\t0+$`, 'm'))
  })
  test('has a limit of memory that counts what is used, and leaves no core', () => {
    const limits = readProc(pid, 'limits')
    const mostBytes = Number(/^Max data size\s+(\d+)/m.exec(limits)?.[1])
    expect(mostBytes).toBeGreaterThan(700 << 20)
    expect(mostBytes).toBeLessThan(2 ** 31)
    expect(limits).toMatch(/^Max core file size\s+0\s/m)
  })
  test('has no environment of its parent, goes after live work, and is the first to be killed', () => {
    const environment = readProc(pid, 'environ')
    expect(environment).not.toMatch(/PATH=|HOME=|USER=/)
    expect(readProc(pid, 'stat').split(') ')[1]?.split(' ')[16]).toBe('10')
    expect(readProc(pid, 'oom_score_adj').trim()).toBe('1000')
  })
})

test.each([
  ['reads a file', "FROM read_text('/etc/passwd')", /Permission Error/],
  ['reads a file by its name', "FROM '/etc/passwd.csv'", /Permission Error/],
  ['lists files', "FROM glob('/etc/*')", /Permission Error/],
  ['reads the code', `FROM read_text('${fileURLToPath(import.meta.url)}')`, /Permission Error/],
  ['leaves the lake', 'LAKE/../x.csv', /Permission Error|IO Error/],
  ['reads a remote file', "FROM read_csv('https://example.org/x.csv')", /Permission Error|extension/],
])('SQL that %s is refused by the settings of its database', async (_what, sql, reason) => {
  const place = sql.startsWith('LAKE') ? `FROM read_csv('${lake.folder}/${sql.slice(5)}')` : sql
  await expect(askView(place)).rejects.toMatchObject({ message: expect.stringMatching(reason) })
})

test.runIf(isRoot)('SQL that writes can write nothing into the lake', async () => {
  const before = filesOf(lake.folder)
  const file = join(lake.folder, 'log')
  for (const sql of [
    `FROM enable_logging(storage = 'file', storage_path = '${file}')`,
    `FROM enable_profiling(save_location = '${file}')`,
    'FROM drones',
  ])
    await askView(sql).catch(() => undefined)
  expect(filesOf(lake.folder)).toEqual(before)
})

test.runIf(isRoot)(
  'a lake in a folder that its user may not enter is read all the same, and nothing beside it',
  async () => {
    const outer = mkdtempSync(join(tmpdir(), 'closed-'))
    const inner = await openSandboxLake(100)
    const folder = join(outer, 'lake')
    renameSync(inner.folder, folder)
    chmodSync(outer, 0o700)
    const moved = openSandboxRig({
      folder,
      open: async () => {
        const snapshot = await inner.open()
        return {
          ...snapshot,
          views: snapshot.views.map((view) => ({ ...view, sql: view.sql.replaceAll(inner.folder, folder) })),
        }
      },
    })
    expect(await moved.rowsOf('SELECT count(*) FROM telemetry JOIN drones USING (droneId)')).toEqual([[100]])
    await moved.close()
    rmSync(outer, { recursive: true })
  },
)

test.runIf(isRoot)('a lake that its user may not read is unavailable, and the log says what to do', async () => {
  const closed = await openSandboxLake(100)
  chmodSync(closed.folder, 0o700)
  const own = openSandboxRig(closed)
  await expect(own.ask('FROM drones')).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.not.stringContaining(closed.folder),
  })
  expect(own.logLines.join()).toContain(`${closed.folder} is closed to user ${nobody.uid}`)
  chmodSync(closed.folder, 0o755)
  expect(await own.rowsOf('SELECT count(*) FROM drones')).toEqual([[3]])
  await own.close()
  closed.close()
})

const noMounts = whyNoMounts()
test.skipIf(noMounts)('a disk that is full fails the query that spills, and no other', async () => {
  const spillBase = mkdtempSync(join(tmpdir(), 'full-'))
  mountTmpfs(spillBase, '8m')
  const own = openSandboxRig(lake, { spillBase, limits: { memoryBytes: 64 << 20, spillBytes: 1 << 30 } })
  await expect(own.ask('SELECT * FROM range(6000000) ORDER BY hash(range)')).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.not.stringContaining(spillBase),
  })
  expect(await own.rowsOf('SELECT count(*) FROM telemetry')).toEqual([[100]])
  await own.close()
  unmount(spillBase)
  rmSync(spillBase, { recursive: true })
})

test('it ends with the process that started it, and the next start removes what it left', async () => {
  const spillBase = mkdtempSync(join(tmpdir(), 'spill-'))
  chmodSync(spillBase, 0o755)
  const parent = startSandboxParent(lake.folder, spillBase)
  let told = ''
  for await (const part of parent.stdout) {
    told += String(part)
    if (/running\nrunning\n/.test(told)) break
  }
  const [left] = readdirSync(spillBase)
  const ofParent = readdirSync('/proc').filter(
    (pid) => readProc(pid, 'stat').split(') ')[1]?.split(' ')[1] === String(parent.pid),
  )
  expect(ofParent).toHaveLength(1)
  parent.kill('SIGKILL')
  await once(parent, 'exit')
  await expect.poll(() => readProc(ofParent[0] ?? '', 'cmdline')).toBe('')
  mkdirSync(join(spillBase, 'convoy-sql-notes'))
  await openSandboxRig(lake, { spillBase }).close()
  expect([existsSync(join(spillBase, left ?? '?')), readdirSync(spillBase)]).toEqual([false, ['convoy-sql-notes']])
  rmSync(spillBase, { recursive: true })
})
