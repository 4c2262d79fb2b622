/** Any frame that the layout holds, for tests. */
import fc from 'fast-check'
import type { Frame } from '../../lib/frames/frame.ts'
import { measuredSlots } from '../../lib/frames/layout.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import { leadershipRoles, leadershipStates } from '../../schema/leadership.ts'
import { telemetryFields } from '../../schema/telemetry.ts'

const ms = fc.integer({ min: 1, max: 2 ** 45 })
const slot = fc.integer({ min: 0, max: 0xfffe })
/** Each measured field within its bounds, in whole steps of its place in the record. */
const measured = Object.fromEntries(
  measuredSlots.map(({ field, stepsPerUnit }) => {
    const { min, max } = telemetryFields[field]
    const steps = fc.integer({ min: Math.ceil(min * stepsPerUnit), max: Math.floor(max * stepsPerUnit) })
    return [field, fc.option(steps.map((n) => n / stepsPerUnit))]
  }),
) as Record<(typeof measuredSlots)[number]['field'], fc.Arbitrary<number | null>>
export const frames: fc.Arbitrary<Frame> = fc.record({
  kind: fc.constantFrom('full', 'delta'),
  convoyId: fc.uuid() as fc.Arbitrary<ConvoyId>,
  epoch: fc.nat(),
  sequence: fc.nat(),
  atMs: ms,
  newestReceivedAtMs: fc.option(ms),
  droneCount: slot,
  leadership: fc.record({
    state: fc.constantFrom(...leadershipStates),
    term: fc.nat(),
    leaderSlot: fc.option(slot),
    rivalSlot: fc.option(slot),
    heartbeatAtMs: fc.option(ms),
    heartbeatIntervalMs: fc.nat(),
    sinceMs: ms,
    candidates: fc.array(fc.record({ slot, votes: slot }), { maxLength: 5 }),
    doubt: fc.option(
      fc.record({ term: fc.nat({ max: 2 ** 31 - 1 }), slot: fc.option(slot), spokenOfBy: slot, reporting: slot }),
    ),
  }),
  records: fc.array(
    fc.record({
      slot,
      droneId: fc.uuid() as fc.Arbitrary<DroneId>,
      flags: fc.integer({ min: 0, max: 255 }),
      role: fc.option(fc.constantFrom(...leadershipRoles)),
      recordedAtMs: ms,
      sequence: fc.nat(),
      latitudeDeg: fc.integer({ min: -9e8, max: 9e8 }).map((n) => n / 1e7),
      longitudeDeg: fc.integer({ min: -18e8, max: 18e8 }).map((n) => n / 1e7),
      ...measured,
      expectedIntervalMs: fc.option(fc.integer({ min: 1, max: 1e9 })),
    }),
    { maxLength: 20 },
  ),
  links: fc.array(
    fc.record({ fromSlot: slot, toSlot: slot, linkPct: fc.integer({ min: 0, max: 10_000 }).map((n) => n / 100) }),
    { maxLength: 20 },
  ),
})
