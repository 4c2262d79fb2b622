/** Frames for tests: a convoy of numbered drones over Kabul. */

import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import { unmeasured } from '../../schema/telemetry.ts'
import type { Frame, FrameRecord } from '../frames/frame.ts'
import type { FleetPicture } from './feed.ts'
import { judgePicture } from './judge-picture.ts'

export const convoyId = '550e8400-e29b-41d4-a716-446655440000' as ConvoyId
export const otherConvoyId = '550e8400-e29b-41d4-a716-446655440001' as ConvoyId
export const droneId = (n: number) => `660e8400-e29b-41d4-a716-${String(n).padStart(12, '0')}` as DroneId

export const record = (slot: number, change: Partial<FrameRecord> = {}): FrameRecord => ({
  ...unmeasured,
  slot,
  droneId: droneId(slot),
  flags: 0,
  role: 'follower',
  recordedAtMs: 1_000,
  sequence: 1,
  latitudeDeg: 34.5,
  longitudeDeg: 69.2 + slot / 100,
  altitudeM: 3_000,
  headingDeg: 90,
  speedMps: 50,
  fuelPct: 80,
  linkPct: 95,
  expectedIntervalMs: 1_000,
  ...change,
})

export const frame = (change: Partial<Frame> = {}): Frame => ({
  kind: 'full',
  convoyId,
  epoch: 1,
  sequence: 10,
  atMs: 1_000,
  newestReceivedAtMs: null,
  droneCount: 2,
  leadership: {
    state: 'healthy',
    term: 7,
    leaderSlot: 0,
    rivalSlot: null,
    heartbeatAtMs: 900,
    heartbeatIntervalMs: 2_000,
    sinceMs: 500,
    candidates: [],
    doubt: null,
  },
  records: [record(0, { role: 'leader' }), record(1)],
  links: [{ fromSlot: 0, toSlot: 1, linkPct: 80 }],
  ...change,
})

/** The picture as delivered over a healthy link. */
export function deliverAt(picture: FleetPicture, nowMs: number): void {
  for (const convoy of picture.convoys.values()) convoy.heardAtMs = nowMs
  judgePicture(picture, nowMs, picture.link)
}

export const delta = (sequence: number, change: Partial<Frame> = {}): Frame =>
  frame({ kind: 'delta', sequence, records: [], links: [], ...change })
