import { afterEach, beforeEach, expect, test } from 'vitest'
import { permissions } from '../schema/permissions.ts'
import { type StoredReading, telemetryFieldNames } from '../schema/telemetry.ts'
import { convoyId, droneId, engagementId, otherConvoyId } from './support/engagement-rig.ts'
import { type GraphqlRig, openGraphqlRig } from './support/graphql-rig.ts'

let rig: GraphqlRig
beforeEach(async () => {
  rig = await openGraphqlRig()
})
afterEach(() => rig.close())

const id = droneId(1)
type Result = {
  success: boolean
  code: string | null
  message: string | null
  drone?: { version: number }
  convoy?: { version: number }
}

/** Calls a mutation that takes an `input` and returns what it answers. */
async function change(name: string, input: object, ofWhat: string): Promise<Result> {
  const type =
    { assignDrone: 'AssignDroneInput', renameDrone: 'RenameDroneInput' }[name] ??
    (ofWhat.startsWith('drone') ? 'DroneVersionInput' : 'ConvoyVersionInput')
  const { data, errors } = await rig.ask<Record<string, Result>>(
    `mutation ($input: ${type}!) { ${name}(input: $input) { success code message ${ofWhat} faults { path expected got } } }`,
    { input },
  )
  expect(errors).toBeUndefined()
  return data?.[name] as Result
}
const ofDrone = 'drone { droneId convoyId callsign version retiredAt convoy { callsign } }'
const ofConvoy = 'convoy { convoyId version archivedAt }'
const names = async () => {
  const { data } = await rig.ask<{ convoys: { callsign: string; drones: { callsign: string }[] }[] }>(
    '{ convoys { callsign drones { callsign } } }',
  )
  return data?.convoys.map(({ callsign, drones }) => [callsign, drones.map((drone) => drone.callsign)])
}
const report = (number: number, leadership: object | null = null) =>
  rig.report([
    {
      ...Object.fromEntries(telemetryFieldNames.map((name) => [name, null])),
      ...{
        droneId: droneId(number),
        recordedAtMs: rig.clock.nowMs(),
        receivedAtMs: rig.clock.nowMs(),
        sequence: rig.clock.nowMs() % 1e9,
      },
      ...{ latitudeDeg: 34, longitudeDeg: 69, flags: 0, leadership },
    } as unknown as StoredReading,
  ])

test('assign, rename, retire and return a drone: every list follows, its readings and records go along', async () => {
  await report(1)
  await rig.record({ engagementId: engagementId(1) })
  expect(await change('assignDrone', { droneId: id, convoyId: otherConvoyId, version: 1 }, ofDrone)).toMatchObject({
    success: true,
    drone: { convoyId: otherConvoyId, convoy: { callsign: 'OWL-2' }, retiredAt: null },
  })
  const { version } = rig.roster.findDrone(id) as { version: number }
  expect(await change('renameDrone', { droneId: id, callsign: 'OWL-2-9', version }, ofDrone)).toMatchObject({
    success: true,
    drone: { callsign: 'OWL-2-9', version: version + 1 },
  })
  const { data } = await rig.ask(
    `{ drone(droneId: "${id}") { latest { recordedAt } history { from } engagements { engagementId convoyId callsign } } }`,
  )
  expect(data).toMatchObject({
    drone: {
      latest: { recordedAt: new Date(rig.clock.nowMs()).toISOString() },
      engagements: [{ engagementId: engagementId(1), convoyId, callsign: 'OWL-2-9' }],
    },
  })
  expect(await change('retireDrone', { droneId: id, version: version + 1 }, ofDrone)).toMatchObject({
    success: true,
    drone: { retiredAt: new Date(rig.clock.nowMs()).toISOString() },
  })
  expect(await names()).toEqual([
    ['HAWK-1', ['HAWK-1-2', 'HAWK-1-3', 'HAWK-1-4']],
    ['OWL-2', ['HAWK-1-1000']],
  ])
  const retired = await rig.ask(`{ convoy(convoyId: "${otherConvoyId}") { drones(retired: true) { callsign } } }`)
  expect(retired.data).toEqual({ convoy: { drones: [{ callsign: 'OWL-2-9' }] } })
  expect(await change('returnDrone', { droneId: id, version: version + 2 }, ofDrone)).toMatchObject({ success: true })
  expect((await names())?.[1]?.[1]).toContain('OWL-2-9')
})

test('archive and restore a convoy: it leaves the list, and its board, records and leadership are read as before', async () => {
  await rig.record({ engagementId: engagementId(1) })
  const archived = await change('archiveConvoy', { convoyId, version: 1 }, ofConvoy)
  expect(archived).toMatchObject({
    success: true,
    convoy: { version: 2, archivedAt: new Date(rig.clock.nowMs()).toISOString() },
  })
  expect((await names())?.map(([callsign]) => callsign)).toEqual(['OWL-2'])
  const { data } = await rig.ask(`{ convoys(archived: true) { callsign drones { callsign } }
    leaderboard(convoyId: "${convoyId}") { entries { callsign inConvoy } }
    engagements(convoyId: "${convoyId}") { nodes { engagementId } } leadershipHistory(convoyId: "${convoyId}") { nodes { reason } } }`)
  expect(data).toMatchObject({
    convoys: [{ callsign: 'HAWK-1', drones: [{}, {}, {}, {}] }],
    leaderboard: { entries: [{ callsign: 'HAWK-1-1', inConvoy: true }] },
    engagements: { nodes: [{ engagementId: engagementId(1) }] },
  })
  expect(await change('restoreConvoy', { convoyId, version: 2 }, ofConvoy)).toMatchObject({
    success: true,
    convoy: { archivedAt: null },
  })
  expect((await names())?.map(([callsign]) => callsign)).toEqual(['HAWK-1', 'OWL-2'])
})

test('a board says who has left its convoy; a stale version is refused with what was expected and got', async () => {
  await rig.record({ engagementId: engagementId(1) })
  await change('assignDrone', { droneId: id, convoyId: otherConvoyId, version: 1 }, ofDrone)
  await rig.clock.advance(2_000)
  const { data } = await rig.ask(
    `{ leaderboard(convoyId: "${convoyId}") { totalDrones entries { callsign inConvoy } } }`,
  )
  expect(data).toEqual({ leaderboard: { totalDrones: 3, entries: [{ callsign: 'HAWK-1-1', inConvoy: false }] } })
  expect(await change('retireDrone', { droneId: id, version: 1 }, ofDrone)).toEqual({
    success: false,
    code: 'CONFLICT',
    message: 'Drone HAWK-1-1 has version 3, got a change based on version 1: reload and try again.',
    drone: null,
    faults: [{ path: 'version', expected: 'version 3', got: 'version 1' }],
  })
})

test('a leader that is assigned elsewhere leads its old convoy no longer, and not its new one either', async () => {
  const says = (number: number, term: number, role: string, leader: number) =>
    report(number, { term, role, leaderId: droneId(leader), votedFor: null, peers: [] })
  const leaders = async () => {
    const { data } = await rig.ask<{ convoys: { leadership: { term: number; leader: { droneId: string } | null } }[] }>(
      '{ convoys { leadership { state term leader { droneId } } } }',
    )
    return data?.convoys.map(({ leadership }) => leadership)
  }
  await says(1, 7, 'leader', 1)
  await says(2, 7, 'follower', 1)
  await rig.bus.publish('readings', {
    convoyId: otherConvoyId,
    readings: [
      {
        droneId: droneId(1_000),
        recordedAtMs: rig.clock.nowMs(),
        receivedAtMs: rig.clock.nowMs(),
        sequence: 1,
        leadership: { term: 3, role: 'leader', leaderId: droneId(1_000), votedFor: null, peers: [] },
      } as never,
    ],
  })
  await expect.poll(leaders).toMatchObject([
    { term: 7, leader: { droneId: id } },
    { term: 3, leader: { droneId: droneId(1_000) } },
  ])
  await rig.clock.advance(1_000)
  await change('assignDrone', { droneId: id, convoyId: otherConvoyId, version: 1 }, ofDrone)
  await rig.clock.advance(1_000)
  await rig.bus.publish('readings', {
    convoyId: otherConvoyId,
    readings: [
      {
        droneId: id,
        recordedAtMs: rig.clock.nowMs(),
        receivedAtMs: rig.clock.nowMs(),
        sequence: 9,
        leadership: { term: 7, role: 'leader', leaderId: id, votedFor: null, peers: [] },
      } as never,
    ],
  })
  await says(2, 7, 'follower', 1)
  await rig.clock.advance(500)
  await expect.poll(leaders).toMatchObject([
    { term: 7, leader: null },
    { term: 3, leader: { droneId: droneId(1_000) } },
  ])
})

test('the caller is told what it may do', async () => {
  const { data } = await rig.ask<{ permissions: string[] }>('{ permissions }')
  expect(data?.permissions).toEqual(Object.keys(permissions))
})
