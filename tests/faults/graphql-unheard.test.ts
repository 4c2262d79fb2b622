/** Callers who can't take the answer, or are gone before there is one: nothing is begun for them, or it ends. */
import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Bus } from '../../server/ports/index.ts'
import { type GraphqlRig, openGraphqlRig } from '../support/graphql-rig.ts'

/** How many subscriptions of the bus have not been ended. */
let open = 0
/** Subscriptions wait for it. */
let hold: Promise<void> | null = null
const countOpen = (bus: Bus): Bus => ({
  ...bus,
  async subscribe(topic, options) {
    open++
    options.signal.addEventListener('abort', () => open--, { once: true })
    await hold
    return bus.subscribe(topic, options)
  },
})

let openedByFeatures = 0
let rig: GraphqlRig
beforeEach(async () => {
  open = 0
  rig = await openGraphqlRig({ wrapBus: countOpen })
  openedByFeatures = open
})
afterEach(() => rig.close())

const everything = 'subscription { convoyEvents { __typename } }'
const turn = () => new Promise<void>((resolve) => setImmediate(resolve))
const post = (query: string, accept: string) =>
  fetch(rig.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body: JSON.stringify({ query }),
  })

test.each(['application/json', 'multipart/mixed', 'text/html', 'text/event-stream;charset=latin1'])(
  'a stream is not opened for a caller who takes %s alone',
  async (accept) => {
    expect((await post(everything, accept)).status).toBe(406)
    expect(open).toBe(openedByFeatures)
  },
)

test('nothing is changed for a caller who takes no answer', async () => {
  const answer = await post(
    'mutation { createConvoy(input: { callsign: "UNHEARD", commandingUnit: "1st" }) { success } }',
    'image/png',
  )
  expect(answer.status).toBe(406)
  expect(JSON.stringify((await rig.ask('{ convoys { callsign } }')).data)).not.toContain('UNHEARD')
})

test('a caller who has gone while the stream was being opened leaves nothing behind', async () => {
  let goOn = () => {}
  hold = new Promise((resolve) => {
    goOn = resolve
  })
  const { hostname, port } = new URL(rig.url)
  const body = JSON.stringify({ query: everything })
  const socket = connect(Number(port), hostname)
  socket.write(
    `POST /api/graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n` +
      `accept: text/event-stream\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  )
  while (open === openedByFeatures) await turn()
  const serverSide = [...rig.sockets].at(-1) as Socket
  const gone = new Promise((resolve) => serverSide.once('close', resolve))
  socket.destroy()
  await gone
  hold = null
  goOn()
  while (open > openedByFeatures) await turn()
})
