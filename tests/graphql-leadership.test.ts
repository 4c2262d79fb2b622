import { afterAll, beforeAll, expect, test } from 'vitest'
import { unassignedConvoyId } from '../schema/convoys.ts'
import { localActor } from '../schema/permissions.ts'
import { type StoredReading, telemetryFieldNames } from '../schema/telemetry.ts'
import { convoyId, droneId } from './support/engagement-rig.ts'
import { type GraphqlRig, openGraphqlRig } from './support/graphql-rig.ts'

let rig: GraphqlRig
beforeAll(async () => {
  rig = await openGraphqlRig()
})
afterAll(() => rig.close())

let sequence = 0
const says = (number: number, term: number, role: 'leader' | 'follower' = 'leader') =>
  rig.report([
    {
      ...Object.fromEntries(telemetryFieldNames.map((name) => [name, null])),
      droneId: droneId(number),
      recordedAtMs: rig.clock.nowMs(),
      receivedAtMs: rig.clock.nowMs(),
      sequence: sequence++,
      latitudeDeg: 34,
      longitudeDeg: 69,
      flags: 0,
      leadership: { term, role, leaderId: droneId(1), votedFor: null, peers: [] },
    } as unknown as StoredReading,
  ])
const leadership = async () =>
  (
    await rig.ask<{ leadership: Record<string, unknown> }>(
      `{ leadership(convoyId: "${convoyId}") { state term leader { callsign } restartedAt
         doubt { term droneId callsign spokenOfBy reporting since heardAt } } }`,
    )
  ).data?.leadership
const reset = async (id: string, reason = '') =>
  (
    await rig.ask<{ resetLeadership: Record<string, unknown> }>(
      `mutation { resetLeadership(convoyId: "${id}"${reason && `, reason: "${reason}"`}) { success code message
         leadership { state term } faults { path } } }`,
    )
  ).data?.resetLeadership

test('F123 a leap of terms is shown in doubt beside the leader that stands, and a reset is in the history with its reason', async () => {
  await says(1, 7)
  await says(2, 7, 'follower')
  await says(3, 2 ** 31 - 1)
  await expect.poll(leadership).toMatchObject({
    state: 'HEALTHY',
    term: 7,
    leader: { callsign: 'HAWK-1-1' },
    restartedAt: null,
    doubt: { term: 2 ** 31 - 1, droneId: droneId(3), callsign: 'HAWK-1-3', spokenOfBy: 1, reporting: 3 },
  })
  await rig.clock.advance(1_000)
  expect(await reset(convoyId, 'radio test')).toEqual({
    success: true,
    code: null,
    message: null,
    leadership: { state: 'UNKNOWN', term: 0 },
    faults: [],
  })
  const { data } = await rig.ask<{ leadershipHistory: { nodes: object[] } }>(
    `{ leadershipHistory(convoyId: "${convoyId}") { nodes { reason termBefore termAfter doubtTerm doubtDroneId resetBy resetReason } } }`,
  )
  expect(data?.leadershipHistory.nodes.slice(0, 2)).toEqual([
    {
      reason: 'RESET',
      termBefore: 7,
      termAfter: 0,
      doubtTerm: null,
      doubtDroneId: null,
      resetBy: localActor.name,
      resetReason: 'radio test',
    },
    {
      reason: 'TERM_DOUBTED',
      termBefore: 7,
      termAfter: 7,
      doubtTerm: 2 ** 31 - 1,
      doubtDroneId: droneId(3),
      resetBy: null,
      resetReason: null,
    },
  ])
})

test('a reset without a reason is taken; one of a convoy that nobody knows is refused', async () => {
  expect(await reset(convoyId)).toMatchObject({ success: true })
  expect(await reset(unassignedConvoyId)).toMatchObject({
    success: false,
    code: 'MISSING',
    message: `convoyId: expected a known convoy, got ${unassignedConvoyId}.`,
    faults: [{ path: 'convoyId' }],
  })
  expect(await reset('nonsense')).toMatchObject({ success: false, code: 'INVALID', faults: [{ path: 'convoyId' }] })
})
