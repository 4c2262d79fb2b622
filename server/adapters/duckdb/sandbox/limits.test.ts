/** What a query takes, breaks or kills stays its own: real processes, real limits. */
import { readdirSync, renameSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openSandboxLake, type SandboxLake } from '../../../../tests/support/sandbox-lake.ts'
import { openSandboxRig, type SandboxRig, sandboxPids } from '../../../../tests/support/sandbox-rig.ts'

let lake: SandboxLake
let rig: SandboxRig
beforeAll(async () => {
  lake = await openSandboxLake()
  rig = openSandboxRig(lake)
})
afterAll(async () => {
  await rig.close()
  lake.close()
})
const rigs: SandboxRig[] = []
const openRig: typeof openSandboxRig = (...options) => {
  const opened = openSandboxRig(...options)
  rigs.push(opened)
  return opened
}
afterEach(async () => void (await Promise.all(rigs.splice(0).map((it) => it.close()))))

const works = async (of = rig) => expect(await of.rowsOf('SELECT count(*) FROM telemetry')).toEqual([[10_000]])
/** Minutes of work that hears an interrupt. */
const long = 'SELECT count(*) FROM range(100000000000) a WHERE hash(a.range) % 7 = 8'
/** Minutes of work on one value, that hears nothing. */
const deaf = "SELECT levenshtein(repeat('ab', 200000), repeat('ba', 200001))"
const spillFolders = () => readdirSync(tmpdir()).filter((name) => name.startsWith(`convoy-sql-${process.pid}-`))
const aborted = () => new AbortController()
/** `begun` resolves once the query runs: it has told so twice, a quarter of a second apart. */
function running(ask: (onProgress: (progress: { state: string }) => void) => Promise<unknown>) {
  let answer: Promise<unknown> = Promise.resolve()
  const begun = new Promise<void>((resolve) => {
    let told = 0
    answer = ask(({ state }) => {
      if (state === 'running') told += 1
      if (told === 2) resolve()
    })
    const onEnd = () => resolve()
    void answer.then(onEnd, onEnd)
  })
  return { begun, answer }
}

describe('F135 memory', () => {
  test.each([
    'SELECT len(range(1000000000))',
    'SELECT len(list_sort(range(300000000)))',
    "SELECT len(repeat('x', 3000000000))",
    'SELECT list(range) FROM range(200000000)',
    'SELECT len(array_agg(repeat(range::VARCHAR, 1000))) FROM range(10000000)',
    "SELECT string_agg(repeat('x', 1000), '') FROM range(5000000)",
    'SELECT range(60000000)',
  ])('that %s would take is refused, and the next query runs', async (sql) => {
    await expect(rig.ask(sql)).rejects.toMatchObject({ code: expect.stringMatching(/^(limited|unavailable)$/) })
    await works()
  })
})

test('F135 a query that spills more than its quota is refused, its spill removed, and the next one runs', async () => {
  const sort = 'SELECT * FROM range(6000000) ORDER BY hash(range)'
  const small = openRig(lake, { limits: { memoryBytes: 64 << 20, spillBytes: 32 << 20 } })
  await expect(small.ask(sort)).rejects.toMatchObject({
    code: 'limited',
    message: expect.stringMatching(/^The query needs more memory or spill than it may take: .*offload/),
  })
  await works(small)
  const roomy = openRig(lake, { limits: { memoryBytes: 64 << 20, spillBytes: 512 << 20 } })
  expect(await roomy.ask(sort, { maxRows: 1 })).toMatchObject({ rows: 1 })
  await Promise.all([small.close(), roomy.close()])
  expect(spillFolders()).toHaveLength(1)
})

test('queries that fail or are cut leave no memory taken: the next ones have all of it', async () => {
  const doubled = Array.from({ length: 40 }, (_, n) => `, a${n + 1} AS (FROM a${n} UNION ALL FROM a${n})`).join('')
  const columns = Array.from({ length: 300 }, (_, n) => `${n} AS c${n}`).join(', ')
  for (let round = 0; round < 3; round += 1) {
    const doubling = rig.ask(`WITH a0 AS (SELECT 1) ${doubled} SELECT count(*) FROM a40`)
    await expect(doubling).rejects.toMatchObject({ code: 'limited' })
    expect(await rig.ask(`SELECT COLUMNS(*), COLUMNS(*) + 1 FROM (SELECT ${columns})`)).toMatchObject({ rows: 1 })
    expect(await rig.ask('FROM range(3000000) ORDER BY hash(range)')).toMatchObject({ isTruncated: true })
  }
})

describe('a query that takes too long', () => {
  test('is stopped at its limit, and its process runs the next one', async () => {
    const quick = openRig(lake, { limits: { timeMs: 200 } })
    await works(quick)
    const before = sandboxPids()
    await expect(quick.ask(long)).rejects.toMatchObject({ code: 'limited', message: expect.stringContaining('0.2 s') })
    await works(quick)
    expect(sandboxPids()).toEqual(before)
  })

  test('and does not hear that it is to stop is killed, and a fresh process runs the next one', async () => {
    const quick = openRig(lake, { limits: { timeMs: 200 } })
    await works(quick)
    const before = sandboxPids()
    await expect(quick.ask(deaf)).rejects.toMatchObject({ code: 'limited', message: expect.stringContaining('0.2 s') })
    await works(quick)
    expect(sandboxPids()).not.toEqual(before)
    expect(sandboxPids()).toHaveLength(before.length)
  })
})

describe('a cancelled query', () => {
  test.each([
    ['that runs', long],
    ['that hears nothing', deaf],
  ])('%s ends as cancelled, and the next one runs', async (_kind, sql) => {
    const stop = aborted()
    const { begun, answer } = running((onProgress) => rig.ask(sql, { signal: stop.signal, onProgress }))
    await begun
    stop.abort()
    await expect(answer).rejects.toMatchObject({ code: 'conflict', message: 'The query was cancelled.' })
    await works()
  })

  test('that waits leaves the queue at once', async () => {
    const stop = aborted()
    const { begun, answer } = running((onProgress) => rig.ask(long, { signal: stop.signal, onProgress }))
    await begun
    const waits = aborted()
    const waiting = rig.ask('SELECT 1', { signal: waits.signal })
    waits.abort()
    await expect(waiting).rejects.toMatchObject({ code: 'conflict' })
    stop.abort()
    await expect(answer).rejects.toMatchObject({ code: 'conflict' })
    await expect(rig.ask('SELECT 1', { signal: waits.signal })).rejects.toMatchObject({ code: 'conflict' })
    await works()
  })
})

test('when the process is killed its query is unavailable, those that wait run in a fresh one, and none of another', async () => {
  const two = openRig(lake, { limits: { processes: 2 } })
  const others = running((onProgress) =>
    two.ask('SELECT count(*) FROM range(3000000000)', { askedBy: 'b', onProgress }),
  )
  await others.begun
  const before = new Set(sandboxPids())
  const victim = running((onProgress) => two.ask(long, { onProgress }))
  await victim.begun
  const waiting = [1, 2, 3].map((n) => two.rowsOf(`SELECT ${n}`, { askedBy: `c${n}` }))
  const [pid] = sandboxPids().filter((it) => !before.has(it))
  process.kill(pid ?? 0, 'SIGKILL')
  await expect(victim.answer).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('SIGKILL'),
    retryAfterMs: expect.any(Number),
  })
  expect(await Promise.all(waiting)).toEqual([[[1]], [[2]], [[3]]])
  expect(await others.answer).toMatchObject({ rows: 1 })
})

test('a process killed while it has no query is replaced for the next one', async () => {
  const own = openRig(lake)
  const before = new Set(sandboxPids())
  await works(own)
  const [pid] = sandboxPids().filter((it) => !before.has(it))
  process.kill(pid ?? 0, 'SIGKILL')
  await expect.poll(() => sandboxPids()).not.toContain(pid)
  await works(own)
})

test('ten analysts at once get their turns in rounds, and too many are told when to retry', async () => {
  const own = openRig(lake, { limits: { waiting: 20, waitingOfActor: 12 } })
  const stop = aborted()
  const first = running((onProgress) => own.ask(long, { signal: stop.signal, onProgress }))
  await first.begun
  const order: string[] = []
  const ask = (askedBy: string) => own.ask('SELECT 1', { askedBy }).then(() => order.push(askedBy))
  const greedy = Array.from({ length: 11 }, () => ask('greedy'))
  const nine = Array.from({ length: 9 }, (_, index) => ask(`analyst ${index}`))
  await expect(own.ask('SELECT 1', { askedBy: 'late' })).rejects.toMatchObject({
    code: 'limited',
    retryAfterMs: expect.any(Number),
  })
  stop.abort()
  await Promise.all([...greedy, ...nine])
  expect(order.slice(0, 10).toSorted()).toEqual([...Array.from({ length: 9 }, (_, n) => `analyst ${n}`), 'greedy'])
  await expect(first.answer).rejects.toMatchObject({ code: 'conflict' })
})

test('F131 a query whose files are superseded goes on with them, and the next one reads the new ones', async () => {
  const big = await openSandboxLake(500_000)
  const own = openRig(big)
  const sql = `SELECT count(*), max(a.sequence) FROM telemetry a, range(150) WHERE hash(a.digest, range) % 7 <> 8`
  const { begun, answer } = running((onProgress) => own.ask(sql, { onProgress }))
  await begun
  await big.publish(10)
  expect(big.superseded).toHaveLength(2)
  expect(await answer).toMatchObject({ rows: 1, body: [Buffer.from('[75000000,499999]')] })
  expect([big.superseded, big.openSnapshots]).toEqual([[], 0])
  expect(await own.rowsOf('SELECT count(*) FROM telemetry')).toEqual([[10]])
  await own.close()
  big.close()
})

test('F136 a lake that is gone is unavailable, and runs again once it is back', async () => {
  const own = openRig(lake)
  renameSync(lake.folder, `${lake.folder}-away`)
  await expect(own.ask('FROM telemetry')).rejects.toMatchObject({ code: 'unavailable' })
  await expect(rig.ask('SELECT count(*) FROM (FROM telemetry, drones)')).rejects.toMatchObject({ code: 'unavailable' })
  renameSync(`${lake.folder}-away`, lake.folder)
  await works(own)
  await works()
})

test('closing ends what runs and waits, and leaves no process and no folder', async () => {
  await rig.close()
  const own = openRig(lake)
  const { begun, answer } = running((onProgress) => own.ask(deaf, { onProgress }))
  await begun
  const waiting = own.ask('SELECT 1')
  waiting.catch(() => undefined)
  await own.close()
  await expect(answer).rejects.toMatchObject({ code: 'unavailable' })
  await expect(waiting).rejects.toMatchObject({ code: 'unavailable' })
  await expect(own.ask('SELECT 1')).rejects.toMatchObject({ code: 'unavailable' })
  expect([sandboxPids(), spillFolders()]).toEqual([[], []])
})
