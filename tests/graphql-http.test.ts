import { once } from 'node:events'
import { connect } from 'node:net'
import { serverAudits } from 'graphql-http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type GraphqlRig, openGraphqlRig } from './support/graphql-rig.ts'

let rig: GraphqlRig
beforeAll(async () => {
  rig = await openGraphqlRig()
})
afterAll(() => rig.close())

describe('the door keeps to GraphQL over HTTP:', () => {
  for (const audit of serverAudits({ url: () => rig.url, fetchFn: fetch }))
    test(`${audit.id} ${audit.name}`, async () => {
      const result = await audit.fn()
      expect(result.status === 'error' ? result.reason : 'ok').toBe('ok')
    })
})

test('what is usual is answered the same by the fast way and by Yoga', async () => {
  const queries = [
    '{ convoys { callsign } }',
    '{ convoys { leadership { state } } missing: convoy(convoyId: "00000000-0000-4000-8000-000000000000") { callsign } }',
    '{ leaderboard(convoyId: "nope") { stale } }',
    '{ a: convoy(convoyId: "nope") { callsign } system { mode } }',
    '{ nothing }',
    '{',
    'query($id: ID!) { convoy(convoyId: $id) { callsign } }',
    'mutation { createConvoy(input: { callsign: "?", commandingUnit: "" }) { success faults { path expected got } } }',
  ]
  for (const accept of ['application/json', 'application/graphql-response+json'])
    for (const query of queries) {
      const fast = await rig.post({ query }, { accept })
      // A key that the fast way does not know sends it the other way round.
      const slow = await rig.post({ query, extensions: {} }, { accept })
      expect({ ...fast, headers: fast.headers.get('content-type') }, query).toEqual({
        ...slow,
        headers: slow.headers.get('content-type'),
      })
    }
})

test('GraphiQL is there for a browser, without the network, and not where it is switched off', async () => {
  const asBrowser = { headers: { accept: 'text/html' } }
  const page = await fetch(rig.url, asBrowser)
  expect(page.headers.get('content-type')).toContain('text/html')
  const text = await page.text()
  expect(text).toContain('Convoy Tracker')
  expect(text).not.toMatch(/<(script|link)[^>]+(src|href)="https?:/)
  const closed = await openGraphqlRig({ settings: { graphiql: false } })
  expect(await (await fetch(closed.url, asBrowser)).text()).not.toContain('GraphiQL')
  await closed.close()
})

describe('store calls:', () => {
  const names = ['find', 'scan', 'insert', 'insertIf', 'add', 'delete'] as const

  test('a question about many drones costs the store as many calls as one about a single one, once warm', async () => {
    const counts = new Map<string, number>()
    const counted = await openGraphqlRig({
      drones: 40,
      wrapTables: (tables) => {
        const wrapped = { ...tables }
        for (const name of names)
          Object.assign(wrapped, {
            [name]: (...given: Parameters<(typeof tables)[typeof name]>) => {
              counts.set(name, (counts.get(name) ?? 0) + 1)
              return (tables[name] as (...given: unknown[]) => unknown)(...given)
            },
          })
        return wrapped
      },
    })
    const ask = async (query: string) => {
      counts.clear()
      const { errors } = await counted.ask(query)
      expect(errors).toBeUndefined()
      return Object.fromEntries(counts)
    }
    await counted.record()
    const everything = `{ convoys { callsign leadership { leader { callsign } } leaderboard { entries { callsign } }
      drones { callsign convoy { callsign } latest { latitudeDeg } } } }`
    await ask(everything)
    expect(await ask(everything)).toEqual({})

    const convoyId = [...counted.roster.convoys()][0]?.convoyId
    const page = `engagements(convoyId: "${convoyId}") { nodes { callsign droneId } }`
    const one = await ask(`{ ${page} }`)
    for (let n = 0; n < 20; n++) await counted.record()
    expect(await ask(`{ ${page} }`)).toEqual(one)

    const drone = counted.roster.dronesOf(convoyId as never)[0]?.droneId
    const aliases = Array.from({ length: 20 }, (_, n) => `a${n}: drone(droneId: "${drone}") { route { sequence } }`)
    expect(await ask(`{ ${aliases.join(' ')} }`)).toEqual({ scan: 1 })
    await counted.close()
  })
})

test('a URL whose variables are no JSON, and a Host with a port that there is not, are refused and not logged', async () => {
  for (const parameter of ['variables', 'extensions']) {
    const answer = await fetch(`${rig.url}?query={__typename}&${parameter}=x`, {
      headers: { accept: 'application/graphql-response+json' },
    })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] })
  }
  const socket = connect(Number(new URL(rig.url).port), '127.0.0.1')
  socket.write('GET /api/graphql?query={__typename} HTTP/1.1\r\nhost: localhost:99999\r\n\r\n')
  const [head] = await once(socket, 'data')
  expect(String(head)).toMatch(/^HTTP\/1.1 403 /)
  socket.destroy()
  expect(rig.logged).toEqual([])
})
