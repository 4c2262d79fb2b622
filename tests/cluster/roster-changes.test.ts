/** Drones and convoys changed at one process, as another one sees them, on one real Cassandra and one real Redis. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask, type ClusterRig, makeConvoy, openClusterRig, reading, send } from '../support/cluster-rig.ts'
import type { ServerProcess } from '../support/server-process.ts'
import { describeWithServers } from '../support/servers.ts'

const [from, to] = [randomUUID(), randomUUID()]
const droneIds = [randomUUID(), randomUUID()] as const
const [id] = droneIds

describeWithServers('two processes', () => {
  let rig: ClusterRig
  let one: ServerProcess
  let two: ServerProcess
  beforeAll(async () => {
    rig = await openClusterRig()
    ;[one, two] = (await Promise.all([rig.start(), rig.start()])) as [ServerProcess, ServerProcess]
    await makeConvoy(one, from, droneIds)
    await makeConvoy(one, to, [randomUUID()])
  })
  afterAll(() => rig?.close())

  const drone = (server: ServerProcess) =>
    ask<{ drone: { convoyId: string; version: number; retiredAt: string | null } }>(
      server,
      `{ drone(droneId: "${id}") { convoyId version retiredAt } }`,
    ).then((answer) => answer.drone)
  const assign = (server: ServerProcess, convoyId: string, version: number) =>
    ask<{ assignDrone: { success: boolean; code: string | null } }>(
      server,
      `mutation { assignDrone(input: { droneId: "${id}", convoyId: "${convoyId}", version: ${version} }) { success code } }`,
    ).then((answer) => answer.assignDrone)
  const stored = (server: ServerProcess) =>
    fetch(`${server.url}/api/v1/drones/${id}/telemetry`).then(async (response) =>
      (await response.text()).split('\n').flatMap((line) => (line ? (JSON.parse(line).sequence as number) : [])),
    )

  test('a drone assigned at one is taken, drawn and listed in its new convoy by the other; no reading is lost or doubled', async () => {
    await expect.poll(() => drone(two).catch(() => null)).toMatchObject({ convoyId: from })
    const total = 60
    const startMs = Date.now() - 30_000
    let sequence = 0
    let convoyId = to
    while (sequence < total) {
      const server = sequence % 20 < 10 ? one : two
      const batch = Array.from({ length: 5 }, () => reading(id, sequence, { recordedAt: startMs + sequence++ * 100 }))
      const { version } = await drone(server)
      const [answer] = await Promise.all([
        send(server, batch),
        sequence % 15 === 0 ? assign(one, convoyId, version) : null,
      ])
      expect(answer.status).toBe(200)
      if (sequence % 15 === 0) convoyId = convoyId === to ? from : to
    }
    expect((await stored(two)).sort((a, b) => a - b)).toEqual(Array.from({ length: total }, (_, n) => n))
    const { convoyId: known } = await drone(one)
    await expect.poll(() => drone(two)).toMatchObject({ convoyId: known })
    const { convoys } = await ask<{ convoys: { convoyId: string; drones: { droneId: string }[] }[] }>(
      two,
      '{ convoys { convoyId drones { droneId } } }',
    )
    const holding = convoys.filter(({ drones }) => drones.some(({ droneId }) => droneId === id))
    expect(holding.map(({ convoyId }) => convoyId)).toEqual([known])
  })

  test('asked at both at once from one version, one assignment is made and the other is a conflict, or both ask for the same', async () => {
    const { convoyId, version } = await drone(one)
    await expect.poll(() => drone(two)).toMatchObject({ version })
    const third = randomUUID()
    await makeConvoy(one, third, [randomUUID()])
    const other = convoyId === to ? from : to
    const answers = await Promise.all([assign(one, other, version), assign(two, third, version)])
    expect(answers.filter(({ success }) => success)).toHaveLength(1)
    expect(answers.find(({ success }) => !success)?.code).toBe('CONFLICT')
  })

  test('a drone retired at one is refused by the other', async () => {
    // The drone may just have been assigned at the other: then this one's version is old, and the change a conflict.
    const retire = async () => {
      const { version } = await drone(one)
      const input = `{ droneId: "${id}", version: ${version} }`
      const answer = await ask<{ retireDrone: { success: boolean } }>(
        one,
        `mutation { retireDrone(input: ${input}) { success message } }`,
      )
      return answer.retireDrone.success
    }
    await expect.poll(retire).toBe(true)
    await expect.poll(() => drone(two)).toMatchObject({ retiredAt: expect.any(String) })
    const answer = (await (await send(two, [reading(id, 9_000)])).json()) as { refused: { expected: string }[] }
    expect(answer.refused).toMatchObject([{ expected: 'a drone in service' }])
  })

  test('a convoy archived at one leaves the list of the other', async () => {
    const list = () =>
      ask<{ convoys: { convoyId: string }[] }>(two, '{ convoys { convoyId } }').then(({ convoys }) =>
        convoys.map(({ convoyId }) => convoyId),
      )
    expect(await list()).toContain(to)
    await ask(one, `mutation { archiveConvoy(input: { convoyId: "${to}", version: 1 }) { success message } }`)
    await expect.poll(list).not.toContain(to)
  })

  test('F123 leadership that is reset at one is reset at the other', async () => {
    const say = (term: number, sequence: number) =>
      send(one, [
        reading(droneIds[1], sequence, { leadership: { term, role: 'leader', leaderId: droneIds[1], peers: [] } }),
      ])
    const term = (server: ServerProcess) =>
      ask<{ leadership: { term: number; state: string } }>(
        server,
        `{ leadership(convoyId: "${from}") { term state } }`,
      ).then(({ leadership }) => leadership.term)
    await say(9, 1)
    for (const server of [one, two]) await expect.poll(() => term(server)).toBe(9)
    const { resetLeadership } = await ask<{ resetLeadership: { success: boolean } }>(
      two,
      `mutation { resetLeadership(convoyId: "${from}", reason: "test") { success } }`,
    )
    expect(resetLeadership.success).toBe(true)
    for (const server of [one, two]) await expect.poll(() => term(server)).toBe(0)
    await say(2, 2)
    for (const server of [one, two]) await expect.poll(() => term(server)).toBe(2)
  })
})
