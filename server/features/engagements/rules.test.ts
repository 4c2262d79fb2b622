import { describe, expect, test } from 'vitest'
import { isFailure } from '../../../lib/errors.ts'
import type { Engagement } from '../../../schema/engagements.ts'
import { type EngagementInput, parseEngagement, rankChangeOf, requireSameEngagement } from './rules.ts'

const nowMs = Date.UTC(2026, 5, 1)
const sound: EngagementInput = {
  convoyId: '550e8400-e29b-41d4-a716-446655440000',
  droneId: '660e8400-e29b-41d4-a716-446655440001',
  hit: true,
  weaponType: 'AGM114_HELLFIRE',
}

const failureOf = (run: () => unknown) => {
  try {
    run()
  } catch (error) {
    if (isFailure(error)) return error
    throw error
  }
  throw new Error('Expected a failure, got none.')
}

describe('an input', () => {
  test('needs only convoy, drone, hit and weapon; what is left to the server is null', () => {
    expect(parseEngagement(sound, nowMs)).toEqual({
      ...sound,
      engagementId: null,
      target: null,
      bda: 'UNKNOWN',
      engagedAtMs: null,
    })
  })

  test('may spell its ids in upper case', () => {
    const parsed = parseEngagement({ ...sound, droneId: sound.droneId.toUpperCase() }, nowMs)
    expect(parsed.droneId).toBe(sound.droneId)
  })

  const wrong: [keyof EngagementInput | 'engagedAt', unknown][] = [
    ['engagementId', 'seven'],
    ['engagementId', ''],
    ['convoyId', '../../etc'],
    ['droneId', 7],
    ['hit', 'true'],
    ['hit', null],
    ['weaponType', 'SLING'],
    ['weaponType', '__proto__'],
    ['target', ''],
    ['target', 'x'.repeat(201)],
    ['target', 'abc\u202Edef'],
    ['target', 'a\u0000b'],
    ['target', '\uD800'],
    ['target', 12],
    ['bda', 'destroyed'],
    ['engagedAt', Number.NaN],
    ['engagedAt', 1.5],
    ['engagedAt', -1],
    ['engagedAt', nowMs / 1_000],
    ['engagedAt', nowMs * 1_000],
    ['engagedAt', nowMs + 60_001],
    ['engagedAt', '2026-01-01'],
  ]
  test.each(wrong)('with %s %j is refused, stating what was expected and what it got', (path, value) => {
    const field = path === 'engagedAt' ? 'engagedAtMs' : path
    const failure = failureOf(() => parseEngagement({ ...sound, [field]: value } as EngagementInput, nowMs))
    expect(failure.code).toBe('invalid')
    expect(failure.faults).toHaveLength(1)
    expect(failure.faults[0]).toMatchObject({ code: 'invalid', path })
    expect(failure.message).toContain(`${path}: expected ${failure.faults[0]?.expected}, got ${failure.faults[0]?.got}`)
    expect(failure.message).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  })

  test('with several faults is refused with all of them', () => {
    const failure = failureOf(() => parseEngagement({ ...sound, droneId: 'x', weaponType: 'y', bda: 'z' }, nowMs))
    expect(failure.faults.map(({ path }) => path)).toEqual(['droneId', 'weaponType', 'bda'])
  })

  test('up to a minute ahead of the clock is accepted', () => {
    expect(parseEngagement({ ...sound, engagedAtMs: nowMs + 60_000 }, nowMs).engagedAtMs).toBe(nowMs + 60_000)
  })
})

describe('the same id again', () => {
  const given = parseEngagement({ ...sound, target: 'BRIDGE', engagedAtMs: nowMs - 5 }, nowMs)
  const recorded = { ...given, engagementId: 'e', recordedAtMs: nowMs } as unknown as Engagement

  test('with the same values is the same engagement', () => {
    expect(() => requireSameEngagement(recorded, given)).not.toThrow()
  })

  test('without a time, which the server chose the first time, is the same engagement', () => {
    expect(() => requireSameEngagement(recorded, { ...given, engagedAtMs: null })).not.toThrow()
  })

  test.each([
    ['hit', false],
    ['weaponType', 'NONE'],
    ['target', null],
    ['bda', 'DESTROYED'],
    ['engagedAtMs', nowMs],
  ])('with another %s is a conflict', (path, value) => {
    const failure = failureOf(() => requireSameEngagement(recorded, { ...given, [path]: value }))
    const asSent = path === 'engagedAtMs' ? 'engagedAt' : path
    expect(failure).toMatchObject({ code: 'conflict', faults: [{ code: 'conflict', path: asSent }] })
  })

  test('at another time is a conflict that states both times in the format of the API', () => {
    const failure = failureOf(() => requireSameEngagement(recorded, { ...given, engagedAtMs: nowMs }))
    const [expected, got] = [recorded.engagedAtMs, nowMs].map((atMs) => new Date(atMs).toISOString())
    expect(failure).toMatchObject({ faults: [{ path: 'engagedAt', expected, got }] })
  })
})

test('a rank change counts places gained, and a drone new to the board has none', () => {
  expect(rankChangeOf(5, 2)).toBe(3)
  expect(rankChangeOf(2, 5)).toBe(-3)
  expect(rankChangeOf(null, 4)).toBe(0)
})
