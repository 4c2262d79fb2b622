/** Bad readings, by every door: group A of the faults, what concerns single readings. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DroneId } from '../../schema/ids.ts'
import { readingFlag } from '../../schema/telemetry.ts'
import { latestReading } from '../../server/features/telemetry/history.ts'
import {
  doors,
  droneIdOf,
  reading,
  send,
  startTelemetryServer,
  type TelemetryServer,
} from '../support/telemetry-server.ts'

describe.each(doors)('%s', (door) => {
  let server: TelemetryServer
  let nextDrone = 0
  /** A drone that no other test has used. */
  const freshDrone = () => droneIdOf(nextDrone++)
  const sendOne = async (changes: Record<string, unknown>) => send(server, door, [reading(changes)])

  beforeAll(async () => {
    server = await startTelemetryServer({ droneIds: Array.from({ length: 500 }, (_, index) => droneIdOf(index)) })
  })
  afterAll(() => server.close())

  /** Sends the bad reading between two good ones and expects that it alone is refused and nothing of it is stored. */
  async function expectRefused(bad: Record<string, unknown> | ((droneId: DroneId) => string), fault: object) {
    const [before, bearer, after] = [freshDrone(), freshDrone(), freshDrone()]
    const invalidBefore = server.counters.refused.invalid
    const answer = await send(server, door, [
      reading({ droneId: before }),
      typeof bad === 'function' ? bad(bearer) : reading({ droneId: bearer, ...bad }),
      reading({ droneId: after }),
    ])
    expect(answer).toMatchObject({ accepted: 2, refused: [{ index: 1, code: 'invalid', ...fault }] })
    expect(answer.refused[0]).toMatchObject({ expected: expect.any(String), got: expect.any(String) })
    expect(server.counters.refused.invalid).toBe(invalidBefore + 1)
    for (const droneId of [before, after]) expect(await server.history(droneId)).toHaveLength(1)
    expect(await server.history(bearer)).toEqual([])
  }

  test.each([
    ['latitude 90.0001', { latitudeDeg: 90.0001 }, 'latitudeDeg'],
    ['longitude -180.0001', { longitudeDeg: -180.0001 }, 'longitudeDeg'],
  ])('A1 %s: refused', (_name, bad, path) =>
    expectRefused(bad, {
      path,
      expected: path === 'latitudeDeg' ? 'a number from -90 to 90' : 'a number from -180 to 180',
    }),
  )

  const raw = (field: string, text: string) => (droneId: DroneId) =>
    JSON.stringify(reading({ droneId, [field]: 'HERE' })).replace('"HERE"', text)
  test.each([
    ['"NaN"', '"NaN"'],
    ['"Infinity"', '"Infinity"'],
    ['null', 'null'],
    ['1e999', '1e999'],
    ['-1e999', '-1e999'],
  ])('A2 %s for a number: refused', async (_name, text) => {
    for (const path of ['latitudeDeg', 'altitudeM']) await expectRefused(raw(path, text), { path })
  })
  test.each(['NaN', 'Infinity'])('A2 a bare %s is no JSON: refused', async (text) => {
    const bad = raw('altitudeM', text)
    if (door === 'NDJSON') await expectRefused(bad, { path: '' })
    else await expect(send(server, door, [bad(freshDrone())])).rejects.toThrow(/is not JSON/)
  })

  test('A3 "12" for a number: refused, no coercion', async () => {
    await expectRefused({ altitudeM: '12' }, { path: 'altitudeM', got: '"12"' })
    await expectRefused({ sequence: '12' }, { path: 'sequence' })
    await expectRefused({ speedMps: true }, { path: 'speedMps', got: 'true' })
    await expectRefused({ speedMps: [12] }, { path: 'speedMps', got: 'a list' })
  })

  test('A4 exactly 0,0: stored, flagged', async () => {
    const droneId = freshDrone()
    expect(await sendOne({ droneId, latitudeDeg: 0, longitudeDeg: 0 })).toMatchObject({
      accepted: 1,
      flagged: { nullIsland: 1 },
    })
    expect(await latestReading(server, droneId)).toMatchObject({ flags: readingFlag.nullIsland, latitudeDeg: 0 })
  })

  test('A5 -0 is stored as 0', async () => {
    const droneId = freshDrone()
    const minusZero = JSON.stringify(reading({ droneId, sequence: 'S', latitudeDeg: 'L', altitudeM: 'A' })).replace(
      /"[SLA]"/g,
      '-0',
    )
    expect(await send(server, door, [minusZero])).toMatchObject({ accepted: 1 })
    const stored = await latestReading(server, droneId)
    expect([stored?.sequence, stored?.latitudeDeg, stored?.altitudeM].map((value) => Object.is(value, 0))).toEqual([
      true,
      true,
      true,
    ])
  })

  test.each([
    ['altitudeM', -500.1],
    ['altitudeM', 50_000.1],
    ['altitudeM', 1e300],
    ['speedMps', -0.1],
    ['speedMps', 1_000.1],
    ['fuelPct', 100.1],
    ['fuelPct', -1],
    ['linkPct', 101],
    ['headingDeg', 360.1],
  ])('A6 %s of %d is out of bounds: dropped and told as flagged, the reading kept', async (path, value) => {
    const droneId = freshDrone()
    const countBefore = server.counters.outOfBounds[path] ?? 0
    const bad = reading({ droneId, [path]: value })
    const batch = [reading({ droneId: freshDrone() }), bad]
    const answer = await send(server, door, batch)
    expect(answer).toMatchObject({ accepted: 2, refused: [], flagged: { nullIsland: 0, implausible: 0 } })
    expect(answer.flagged.outOfBounds).toEqual([
      { index: 1, path, expected: expect.stringMatching(/^a number from -?\d+ to \d+$/), got: String(value) },
    ])
    expect(server.counters.outOfBounds[path]).toBe(countBefore + 1)
    const { [path]: _, ...kept } = bad
    expect(await server.history(droneId)).toEqual([{ ...kept, flags: ['outOfBounds'] }])
    expect(await latestReading(server, droneId)).toMatchObject({ [path]: null, flags: readingFlag.outOfBounds })
    // Sent again it is the same reading, and told of once.
    expect(await send(server, door, [bad])).toMatchObject({ duplicates: 1, flagged: { outOfBounds: [] } })
  })

  test('A6 bounds themselves are in bounds: 50,000 m at 1,000 m/s', async () => {
    const droneId = freshDrone()
    const fast = reading({ droneId, altitudeM: 50_000, speedMps: 1_000 })
    expect(await send(server, door, [fast])).toMatchObject({ accepted: 1, flagged: { outOfBounds: [] } })
    expect(await server.history(droneId)).toEqual([fast])
  })

  test('A6 several values out of bounds are dropped each, one that is no number still refuses the reading', async () => {
    const droneId = freshDrone()
    const bad = { droneId, altitudeM: 60_000, speedMps: -5, fuelPct: 200 }
    expect((await sendOne(bad)).flagged.outOfBounds.map(({ path }) => path)).toEqual([
      'altitudeM',
      'speedMps',
      'fuelPct',
    ])
    await expectRefused({ altitudeM: 60_000, speedMps: null }, { path: 'speedMps', got: 'null' })
    await expectRefused({ altitudeM: 60_000, latitudeDeg: 91 }, { path: 'latitudeDeg' })
  })

  test('A6 a peer whose link is out of bounds is left out, the report of leadership stays', async () => {
    const droneId = freshDrone()
    const peer = (linkPct: unknown) => ({ droneId: droneIdOf(499), linkPct })
    const leadership = { term: 1, role: 'leader', leaderId: droneId, peers: [peer(50), peer(101)] }
    expect(await sendOne({ droneId, leadership })).toMatchObject({
      accepted: 1,
      flagged: { outOfBounds: [{ index: 0, path: 'leadership.peers.1.linkPct', got: '101' }] },
    })
    expect((await latestReading(server, droneId))?.leadership).toMatchObject({ term: 1, peers: [peer(50)] })
    await expectRefused(
      { leadership: { term: 1, role: 'follower', peers: [peer(null)] } },
      { path: 'leadership.peers.0.linkPct' },
    )
  })

  test('A7 500 km in one second: stored, flagged implausible, no flood of alerts', async () => {
    const droneId = freshDrone()
    const startMs = Date.now() - 60_000
    const track = [34.5, 39, 34.5, 34.5001, 34.5002].map((latitudeDeg, index) =>
      reading({ droneId, recordedAt: startMs + index * 1_000, sequence: index, latitudeDeg }),
    )
    expect(await send(server, door, track)).toMatchObject({ accepted: 5, flagged: { implausible: 1 } })
    const flags = []
    for await (const { flags: bits } of server.readStored(droneId)) flags.push(bits)
    expect(flags).toEqual([0, readingFlag.implausible, 0, 0, 0])
  })

  test('A8 more than 60 s in the future: refused, and a clock a little fast is taken', async () => {
    await expectRefused(
      { recordedAt: Date.now() + 90_000 },
      { path: 'recordedAt', expected: expect.stringMatching(/at most 60 s ahead/) },
    )
    expect(await sendOne({ droneId: freshDrone(), recordedAt: Date.now() + 50_000 })).toMatchObject({ accepted: 1 })
  })

  test.each([
    ['seconds', (nowMs: number) => Math.floor(nowMs / 1_000)],
    ['microseconds', (nowMs: number) => nowMs * 1_000],
    ['nanoseconds', (nowMs: number) => nowMs * 1_000_000],
  ])('A9 time in %s: refused, and the message guesses the unit', (unit, convert) =>
    expectRefused(
      { recordedAt: convert(Date.now()) },
      { path: 'recordedAt', got: expect.stringMatching(`looks like ${unit}`) },
    ),
  )

  test.each([0, -1, 1.5, 2 ** 53, 1_700_000_000_000.5])('A11 time %d: refused', (recordedAt) =>
    expectRefused({ recordedAt }, { path: 'recordedAt' }),
  )
  test.each(['', 'yesterday', '2026-02-30T00:00:00Z', '2026-01-01', '2026-01-01T00:00:00', '2026-01-01T25:00:00Z'])(
    'A11 time "%s": refused',
    (recordedAt) => expectRefused({ recordedAt }, { path: 'recordedAt' }),
  )

  test.each([
    '../../etc/passwd',
    `${droneIdOf(0).slice(0, 35)}\0`,
    `${droneIdOf(0)}\n`,
    `\u202e${droneIdOf(0)}`,
    'x'.repeat(10_240),
    '🚁'.repeat(18),
    '\ud800'.repeat(36),
    '',
  ])('A18 an id such as %j: refused', async (droneId) => {
    await expectRefused({ droneId }, { path: 'droneId', expected: 'a UUID' })
    const { refused } = await sendOne({ droneId })
    expect(refused[0]?.got.length).toBeLessThanOrEqual(100)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that none comes back is the promise.
    expect(refused[0]?.got).not.toMatch(/[\u0000-\u001f\u202e]/)
  })
  test('A18 an id in capitals is the same id', async () => {
    const droneId = '660E8400-E29B-41D4-A716-000000000499'
    expect(await sendOne({ droneId })).toMatchObject({ accepted: 1 })
    expect(await server.history(droneIdOf(499))).toHaveLength(1)
  })

  test('A19 unknown field: ignored, counted and named in the answer', async () => {
    const before = server.counters.ignoredFields
    const answer = await sendOne({
      droneId: freshDrone(),
      batteryVolts: 24,
      'a\u202eb': 1,
      leadership: { term: 1, role: 'follower', leaderId: null, mood: 'good' },
    })
    expect(answer).toMatchObject({
      accepted: 1,
      ignoredFields: ['batteryVolts', 'a?b', 'leadership.mood'],
      ignoredCount: 3,
    })
    expect(server.counters.ignoredFields).toBe(before + 3)
  })

  test('A20 __proto__, constructor: ignored, and ({}).admin stays undefined', async () => {
    const good = JSON.stringify(reading({ droneId: freshDrone() })).slice(0, -1)
    const bad = `${good},"__proto__":{"admin":true,"altitudeM":9},"constructor":{"prototype":{"admin":true}}}`
    expect(await send(server, door, [bad])).toMatchObject({ accepted: 1, ignoredFields: ['__proto__', 'constructor'] })
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
    expect(await server.history(droneIdOf(nextDrone - 1))).toMatchObject([{ altitudeM: 2_400.5 }])
    await expectRefused(() => `{"__proto__":${good}}}`, { path: 'droneId', got: 'nothing' })
  })

  test('A25 a lone surrogate in a field is text that no store or screen chokes on', async () => {
    const bad = JSON.stringify(reading({ droneId: freshDrone() })).replace('{', '{"\\ud800x":"\\udfff",')
    expect(await send(server, door, [bad])).toMatchObject({ accepted: 1, ignoredFields: ['?x'] })
  })

  test('A26 a report with more peers than a convoy has, or of another shape: refused', async () => {
    const peers = Array.from({ length: 65 }, (_, index) => ({ droneId: droneIdOf(index), linkPct: 50 }))
    const report = { term: 1, role: 'follower', leaderId: null }
    await expectRefused({ leadership: { ...report, peers } }, { path: 'leadership.peers' })
    await expectRefused({ leadership: { ...report, term: -1 } }, { path: 'leadership.term' })
    await expectRefused({ leadership: { ...report, role: 'king' } }, { path: 'leadership.role' })
    await expectRefused({ leadership: [] }, { path: 'leadership' })
    await expectRefused(
      { leadership: { ...report, peers: [{ droneId: 'x', linkPct: 1 }] } },
      { path: 'leadership.peers.0.droneId' },
    )
    await expectRefused(
      { leadership: { ...report, role: 'leader', leaderId: droneIdOf(7) }, droneId: droneIdOf(8) },
      { path: 'leadership.leaderId' },
    )
  })
})
