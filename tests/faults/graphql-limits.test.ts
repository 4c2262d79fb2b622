/** FAULTS group C: queries that ask for too much, or for what they may not. */
import { connect } from 'node:net'
import { createClient } from 'graphql-ws'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { Actor } from '../../schema/permissions.ts'
import { convoyId, droneId } from '../support/engagement-rig.ts'
import { type Answer, type GraphqlRig, openGraphqlRig } from '../support/graphql-rig.ts'

let rig: GraphqlRig
beforeAll(async () => {
  rig = await openGraphqlRig()
})
afterAll(() => rig.close())
afterEach(() => {
  expect(rig.logged).toEqual([])
})

const messages = ({ errors }: Answer) => errors?.map(({ message }) => message)
const refusedWith = async (query: string, message: string, variables?: Record<string, unknown>) => {
  const answer = await rig.ask(query, variables)
  expect(messages(answer)).toEqual([message])
  expect(answer.data ?? null).toBeNull()
}

/** A query `depth` levels deep, without lists. */
const deep = (depth: number) => {
  const levels = ['convoy', 'leadership', 'leader']
  const inner = Array.from({ length: depth - 2 }, (_, n) => levels[(n + 1) % 3]).join('{')
  return `{ convoy(convoyId: "${convoyId}") { ${inner}{ __typename ${'}'.repeat(depth)}`
}

test('C49 depth 17 is answered, depth 18 refused', async () => {
  expect((await rig.ask(deep(17))).errors).toBeUndefined()
  await refusedWith(deep(18), 'Query is 18 levels deep, expected at most 17.')
})
test('C49 depth that hides in fragments is found', async () => {
  const query = `{ ...F0 } ${Array.from({ length: 18 }, (_, n) => `fragment F${n} on Query { __typename a: convoy(convoyId: "x") { leadership { ...L${n} } } }`).join(' ')}`
  expect(messages(await rig.ask(query))).toBeDefined()
  const chain = Array.from(
    { length: 9 },
    (_, n) => `fragment D${n} on Drone { convoy { leadership { leader { ...D${n + 1} } } } }`,
  )
  await refusedWith(
    `{ drone(droneId: "${droneId(1)}") { ...D0 } } ${chain.join(' ')} fragment D9 on Drone { callsign }`,
    'Query is 29 levels deep, expected at most 17.',
  )
})

const aliases = (count: number, field: string) => Array.from({ length: count }, (_, n) => `a${n}: ${field}`).join(' ')
test('C50 101 aliases are refused, of __typename too', async () => {
  expect((await rig.ask(`{ ${aliases(100, '__typename')} }`)).errors).toBeUndefined()
  await refusedWith(`{ ${aliases(101, '__typename')} }`, 'Query has 101 aliases, expected at most 100.')
  await refusedWith(`{ ${aliases(101, 'system { mode }')} }`, 'Query has 101 aliases, expected at most 100.')
})
test('C50 aliases in a fragment count each time it is spread', async () => {
  await refusedWith(
    `{ ${'...A '.repeat(11)} } fragment A on Query { ${aliases(10, '__typename')} }`,
    'Query has 110 aliases, expected at most 100.',
  )
})

test('C51 ten unknown directives are refused', () =>
  refusedWith(`{ __typename ${'@nonsense '.repeat(10)} }`, 'Query has 10 directives, expected at most 8.'))

test('C52 1,200 repeated fields are refused', () =>
  refusedWith(`{ ${'__typename '.repeat(1_200)} }`, 'Query has more than 1000 tokens, expected at most 1000.'))

test('C53 a batch array is refused', async () => {
  const answer = await rig.post([{ query: '{ __typename }' }, { query: '{ __typename }' }])
  expect(answer.status).toBe(400)
  expect(messages(answer)).toEqual(['Batching is not supported.'])
})

test('C54 a fragment cycle is refused', async () => {
  await refusedWith(
    '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
    'Cannot spread fragment "A" within itself via "B".',
  )
})

test('C56 introspection without the right to it is refused', async () => {
  const closed = await openGraphqlRig({ settings: { introspection: false } })
  const answer = await closed.ask('{ __schema { queryType { name } } }')
  expect(messages(answer)?.[0]).toMatch(/^GraphQL introspection has been disabled/)
  expect((await rig.ask('{ __schema { queryType { name } } }')).data).toEqual({
    __schema: { queryType: { name: 'Query' } },
  })
  await closed.close()
})

test("C57 a typo gets no 'Did you mean' outside development", async () => {
  await refusedWith('{ convoyz { callsign } }', 'Cannot query field "convoyz" on type "Query".')
  const variable = await rig.ask('query($r: RankBy) { leaderboard(convoyId: "x", rankBy: $r) { stale } }', {
    r: 'WILSO',
  })
  expect(JSON.stringify(variable.errors)).not.toContain('Did you mean')
  expect(JSON.stringify(variable.errors)).toContain('WILSO')
  const dev = await openGraphqlRig({ settings: { suggestions: true } })
  expect(messages(await dev.ask('{ convoyz { callsign } }'))?.[0]).toContain('Did you mean')
  await dev.close()
})

const mutation = 'mutation { createConvoy(input: { callsign: "X", commandingUnit: "Y" }) { success } }'
test('C58 a mutation by GET is refused', async () => {
  const response = await fetch(`${rig.url}?query=${encodeURIComponent(mutation)}`, {
    headers: { accept: 'application/json' },
  })
  expect(response.status).toBe(405)
  expect(await response.text()).toContain('Can only perform a mutation operation from a POST request.')
})
test.each([
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain',
  'application/graphql',
])('C58 a mutation by %s is refused', async (contentType) => {
  const answer = await rig.post(`query=${encodeURIComponent(mutation)}`, { 'content-type': contentType })
  expect(answer.status).toBe(415)
  expect(messages(answer)).toEqual(['The body is of another type, expected application/json, not compressed.'])
  expect([...rig.roster.convoys()].map(({ callsign }) => callsign)).not.toContain('X')
})
test('C58 a post from a foreign page is refused', async () => {
  const answer = await rig.post({ query: '{ __typename }' }, { origin: 'https://evil.example' })
  expect(answer.status).toBe(403)
})

test('C59 a 20 MB query is refused with 413, whether it says its length or not', async () => {
  const answer = await rig.post({ query: `{ __typename } #${'x'.repeat(20_000_000)}` })
  expect(answer.status).toBe(413)
  expect(await postRaw(rig.url, ['Content-Length: 20000000'], [])).toMatch(/^HTTP\/1.1 413 /)
  const chunk = `100000\r\n${'x'.repeat(0x100000)}\r\n`
  expect(await postRaw(rig.url, ['Transfer-Encoding: chunked'], [chunk, chunk])).toMatch(/^HTTP\/1.1 413 /)
})

test('C59 the answer to a body that is too large is not lost to a client that goes on sending', async () => {
  const { hostname, port, pathname, host } = new URL(rig.url)
  const socket = connect(Number(port), hostname)
  const ended = new Promise((resolve, reject) => socket.on('end', resolve).on('error', reject))
  const sizeBytes = 1_500_000
  const head = [`POST ${pathname} HTTP/1.1`, `Host: ${host}`, 'Content-Type: application/json']
  socket.write(`${head.join('\r\n')}\r\nContent-Length: ${sizeBytes}\r\n\r\n`)
  const answer = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))))
  for (let sent = 0; sent < sizeBytes; sent += 100_000)
    await new Promise<void>((resolve, reject) =>
      socket.write('x'.repeat(100_000), (error) => (error ? reject(error) : resolve())),
    )
  await ended
  expect(answer).toMatch(/^HTTP\/1.1 413 /)
})

/** What the server answers first to a post that never ends. */
function postRaw(url: string, headers: string[], chunks: string[]): Promise<string> {
  const { hostname, port, pathname, host } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname)
    socket.on('error', reject)
    socket.once('data', (data) => {
      socket.destroy()
      resolve(String(data))
    })
    const head = [`POST ${pathname} HTTP/1.1`, `Host: ${host}`, 'Content-Type: application/json', ...headers]
    socket.write(`${head.join('\r\n')}\r\n\r\n`)
    for (const chunk of chunks) socket.write(chunk)
  })
}

test('C60 `first: 1e9` and a negative page are refused', async () => {
  const page = (first: unknown) => `{ engagements(convoyId: "${convoyId}", first: ${first}) { next } }`
  await refusedWith(page('1000000000'), 'first: expected 1 to 500, got 1000000000.')
  await refusedWith(page(-1), 'first: expected 1 to 500, got -1.')
  await refusedWith(page(0), 'first: expected 1 to 500, got 0.')
  expect(messages(await rig.ask(page('1e9')))?.[0]).toMatch(/^Int cannot represent non-integer value: 1e9/)
  await refusedWith(
    `{ leaderboard(convoyId: "${convoyId}", limit: 1001) { stale } }`,
    'limit: expected 1 to 1000, got 1001.',
  )
})

test('C61 variables that are missing or of a wrong type are refused', async () => {
  const query = 'query($id: ID!, $at: DateTime) { leaderboard(convoyId: $id, at: $at) { stale } }'
  await refusedWith(query, 'Variable "$id" of required type "ID!" was not provided.', {})
  expect(messages(await rig.ask(query, { id: { $ne: 1 } }))?.[0]).toContain('ID cannot represent value')
  expect(messages(await rig.ask(query, { id: convoyId, at: '31 January' }))?.[0]).toContain(
    'expected RFC 3339 or whole milliseconds since 1970, got "31 January"',
  )
  await refusedWith(query, 'convoyId: expected a UUID, got "../../etc".', { id: '../../etc' })
  expect((await rig.post({ query, variables: [1] })).status).toBe(400)
})

test('C62 of 1,000 subscriptions on a connection a hundred are served', async () => {
  const client = createClient({ url: rig.socketUrl, webSocketImpl: WebSocket, retryAttempts: 0 })
  const refusals: string[] = []
  await new Promise<void>((done) => {
    for (let n = 0; n < 1_000; n++)
      client.subscribe(
        { query: 'subscription { convoyEvents { __typename } }' },
        {
          next: () => undefined,
          complete: () => undefined,
          error(errors) {
            refusals.push((errors as { message: string }[])[0]?.message ?? '')
            if (refusals.length === 900) done()
          },
        },
      )
  })
  expect(new Set(refusals)).toEqual(new Set(['Too many subscriptions on one connection, expected at most 100.']))
  await client.dispose()
})

test('C63 a resolver that throws is masked: its id in the log, no stack outside', async () => {
  const broken = await openGraphqlRig({
    resolvers: {
      Query: {
        system() {
          throw new TypeError('password hunter2 at /srv/secret.ts')
        },
      },
    },
  })
  const answer = await broken.ask('{ convoys { callsign } a: system { mode } }')
  expect(answer.status).toBe(200)
  expect(answer.errors).toEqual([
    {
      message: 'Unexpected error.',
      path: ['a'],
      locations: expect.anything(),
      extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    },
  ])
  expect(JSON.stringify(answer)).not.toMatch(/hunter2|secret|stack/)
  expect(broken.logged).toHaveLength(1)
  expect(broken.logged[0]?.details).toMatchObject({
    requestId: answer.errors?.[0]?.extensions.requestId,
    error: expect.objectContaining({ message: expect.stringContaining('hunter2') }),
  })
  await broken.close()
})

test('C64 an unknown persisted hash is refused: no queries are kept here', async () => {
  const answer = await rig.post({ extensions: { persistedQuery: { version: 1, sha256Hash: 'f'.repeat(64) } } })
  expect(answer.status).toBe(400)
  expect(messages(answer)).toEqual([
    'PersistedQueryNotSupported: got a hash, expected a query; persisted queries are not supported.',
  ])
})

test('C65 rights are checked at the object, whichever path leads to it', async () => {
  const device: Actor = { name: 'gateway', role: 'device' }
  const gated = await openGraphqlRig({ actor: device })
  const paths = [
    '{ convoys { callsign } }',
    `{ convoy(convoyId: "${convoyId}") { callsign } }`,
    `{ drone(droneId: "${droneId(1)}") { callsign } }`,
    `{ leadership(convoyId: "${convoyId}") { leader { callsign } } }`,
    `{ leadershipHistory(convoyId: "${convoyId}") { next } }`,
    `{ leaderboard(convoyId: "${convoyId}") { entries { callsign } } }`,
    `{ engagements(convoyId: "${convoyId}") { nodes { callsign } } }`,
    `{ telemetry(droneId: "${droneId(1)}", from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z") { readingsFound } }`,
    '{ system { mode } }',
  ]
  for (const query of paths) {
    const { errors, data } = await gated.ask(query)
    expect(
      errors?.map(({ extensions }) => extensions.code),
      query,
    ).toEqual(['FORBIDDEN'])
    expect(JSON.stringify(data ?? null)).not.toContain('HAWK')
  }
  const made = await gated.ask(mutation.replace('success', 'success code convoy { callsign }'))
  expect(made.data).toEqual({ createConvoy: { success: false, code: 'FORBIDDEN', convoy: null } })
  const recorded = await gated.ask(
    `mutation { recordEngagement(input: { convoyId: "${convoyId}", droneId: "${droneId(1)}", hit: true, weaponType: NONE }) { success } }`,
  )
  expect(recorded.data).toEqual({ recordEngagement: { success: true } })
  await gated.close()
})
