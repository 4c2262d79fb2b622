/** What deploy/ says, held to the product: settings that exist, and the real nginx in front of the real server. */
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from 'graphql-sse'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import { requestGraphql } from '../lib/api/client.ts'
import { AddDroneDocument, CreateConvoyDocument, RecordEngagementDocument } from '../lib/api/documents.generated.ts'
import { variableNames } from '../server/config.ts'
import { type ServerProcess, startServer } from './support/server-process.ts'
import { findFreePort, type ServerChild } from './support/servers-child.ts'
import { findNginx, startNginx } from './support/servers-nginx.ts'

const deploy = join(import.meta.dirname, '../deploy')
const read = (name: string) => readFileSync(join(deploy, name), 'utf8')
const manifests = readdirSync(join(deploy, 'kubernetes')).map((name) => `kubernetes/${name}`)

test.each(['Dockerfile', 'compose.yaml', ...manifests])(
  'every setting of the product in %s is one it reads',
  (name) => {
    const known = new Set([...variableNames, 'NODE_ENV', 'NEXT_TELEMETRY_DISABLED'])
    const set = read(name).matchAll(/\b([A-Z][A-Z0-9]*_[A-Z0-9_]+|ROLES)(?==|: |, value|\n\s+valueFrom)/g)
    expect([...set].map(([, variable]) => variable).filter((variable) => !known.has(variable as string))).toEqual([])
  },
)

test('every process that exports to the lake or answers from it has its folder mounted, and no other', () => {
  const lakeDir = '/lake'
  expect(read('kubernetes/settings.yaml')).toContain(`LAKE_DIR: ${lakeDir}`)
  const mounted = manifests.filter((name) => read(name).includes(`mountPath: ${lakeDir}`)).sort()
  expect(mounted).toEqual(manifests.filter((name) => /name: ROLES, value: ".*(web|worker)/.test(read(name))).sort())
  expect(read('kubernetes/web.yaml')).toContain(`{ name: lake, mountPath: ${lakeDir}, readOnly: true }`)
  expect(read('kubernetes/worker.yaml')).toContain(`{ name: lake, mountPath: ${lakeDir} }`)
  expect(read('compose.yaml')).toContain(`LAKE_DIR: ${lakeDir}`)
  expect(read('compose.yaml')).toContain(`"lake:${lakeDir}"`)
  expect(read('Dockerfile')).toMatch(new RegExp(`mkdir .*${lakeDir}.*chown node:node .*${lakeDir}`))
})

test('no secret has a default', () => {
  for (const name of ['compose.yaml', ...manifests])
    expect(read(name)).not.toMatch(/(PASSWORD|SECRET|TOKEN)\S*\s*[:=]\s*["']?\w|kind: Secret/)
})

describe.skipIf(!findNginx())('behind nginx', () => {
  let server: ServerProcess | undefined
  let nginx: ServerChild | undefined
  let dir: string
  let host: string

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'convoy-deployment-'))
    server = await startServer({ DATA_DIR: join(dir, 'data'), ROLES: 'web,ingest', AUTO_ENROLL: 'true' })
    const port = await findFreePort()
    host = `127.0.0.1:${port}`
    nginx = await startNginx({ deploy, dir, port, appPort: Number(new URL(server.url).port) })
  })
  afterAll(async () => {
    await nginx?.stop()
    await server?.stop()
    rmSync(dir, { recursive: true, force: true })
  })

  /** Resolves with the status of a batch; fetch would not let a program name a Host. */
  const send = async (headers: Record<string, string>) => {
    const post = request(`http://${host}/api/v1/telemetry`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
    })
    post.end('[]')
    const [answer] = (await once(post, 'response')) as [IncomingMessage]
    answer.resume()
    return answer.statusCode
  }

  test('the process says that it lives and is ready', async () => {
    for (const path of ['health', 'ready'])
      await expect.poll(async () => (await fetch(`http://${host}/api/${path}`)).status).toBe(200)
  })

  test('a program sends readings by a name of the cluster, a foreign page does not', async () => {
    expect(await send({ host: 'ingest.convoy-tracker.svc' })).toBe(200)
    expect(await send({ origin: `http://${host}` })).toBe(200)
    expect(await send({ origin: 'http://evil.example' })).toBe(403)
    expect(await send({ host: 'evil.example', origin: 'http://evil.example' })).toBe(403)
  })

  test('a page of a foreign name is refused what the map shows', async () => {
    const upgraded = (headers: Record<string, string>) => {
      const socket = new WebSocket(`ws://${host}/ws/live`, { headers })
      return once(socket, 'open').then(
        () => socket.terminate(),
        (error: Error) => error.message,
      )
    }
    expect(await upgraded({ origin: `http://${host}` })).toBeUndefined()
    expect(await upgraded({ host: 'evil.example' })).toContain('403')
  })

  test('server-sent events come as they happen', async () => {
    const at = { url: `http://${host}/api/graphql` }
    const client = createClient(at)
    const convoy = { input: { callsign: 'PROXY-1', commandingUnit: 'Test Range' } }
    const convoyId = (await requestGraphql(CreateConvoyDocument, convoy, at)).createConvoy.convoy?.convoyId ?? ''
    const { addDrone } = await requestGraphql(AddDroneDocument, { input: { convoyId, callsign: 'P-1' } }, at)
    const droneId = addDrone.drone?.droneId ?? ''
    const input = { convoyId, droneId, hit: true, weaponType: 'AGM176_GRIFFIN' } as const
    const events = client.iterate({ query: `subscription { engagementEvents(convoyId: "${convoyId}") { callsign } }` })
    let received: unknown = null
    const first = events.next().then(({ value }) => {
      received = value
    })
    // Recorded until one is received: when the subscription stands can't be seen from outside.
    const record = () => requestGraphql(RecordEngagementDocument, { input }, at).then(() => received)
    await expect.poll(record, { timeout: 20_000 }).toEqual({ data: { engagementEvents: { callsign: 'P-1' } } })
    await first
    await events.return?.()
    client.dispose()
  })
})
