import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ServerProcess, startServer } from './support/server-process.ts'

let dataDir: string
let server: ServerProcess
let text: string
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'metrics-'))
  server = await startServer({ DATA_DIR: dataDir, ROLES: 'web,ingest,worker' })
  text = await (await fetch(`${server.url}/api/metrics`)).text()
})
afterAll(async () => {
  await server.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

/** What may go down as well as up. A new metric belongs here only if it can; all others only grow and must be counters. */
const gauges = [
  'convoy_drones',
  'convoy_event_loop_lag_ms',
  'convoy_store_up',
  'convoy_live_sockets',
  'convoy_graphql_sockets',
  'convoy_cache_oldest_hit_ms',
  'convoy_lake_age_seconds',
  'convoy_lake_paused',
]

/** prom-client's names for how much of something there is now. */
const ofLibrary = new Set(['resources', 'handles', 'requests'].map((what) => `nodejs_active_${what}_total`))

test('everything that only grows is a counter and ends in _total, over the whole text', () => {
  const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => ({ name, type }))
  const ours = types.filter(({ name }) => name.startsWith('convoy_'))
  expect(ours.length).toBeGreaterThan(gauges.length)
  expect(
    ours
      .filter(({ type }) => type === 'gauge')
      .map(({ name }) => name)
      .sort(),
  ).toEqual([...gauges].sort())
  for (const { name, type } of types)
    if (!ofLibrary.has(name)) expect(type === 'counter', `${name} is a ${type}`).toBe(name.endsWith('_total'))
})

test('a counter goes on from where it was, however often it is asked for', async () => {
  const accepted = async () =>
    /^convoy_readings_refused_total\{code="missing"\} (\d+)$/m.exec(
      await (await fetch(`${server.url}/api/metrics`)).text(),
    )?.[1]
  expect([await accepted(), await accepted()]).toEqual(['0', '0'])
  const reading = { droneId: '660e8400-e29b-41d4-a716-446655440099', recordedAt: Date.now(), sequence: 1 }
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ ...reading, latitudeDeg: 34, longitudeDeg: 69 })
  await fetch(`${server.url}/api/v1/telemetry`, { method: 'POST', headers, body })
  expect([await accepted(), await accepted()]).toEqual(['1', '1'])
})
