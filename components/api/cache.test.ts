import { describe, expect, test } from 'vitest'
import {
  EngagementsDocument,
  LeaderboardDocument,
  type LeaderboardQuery,
  type RankBy,
} from '../../lib/api/documents.generated.ts'
import { createCache } from './cache.ts'
import { feedCache } from './feed-cache.ts'

const engagement = (engagementId: string) => ({
  __typename: 'Engagement' as const,
  ...{ engagementId, droneId: 'd-1', callsign: 'D-1', weaponType: 'AGM114_HELLFIRE' as const, hit: true },
  ...{ target: 'truck', bda: 'DAMAGED' as const, engagedAt: '2026-01-01T00:00:00Z' },
})
const page = (ids: string[], next: string | null) => ({ engagements: { nodes: ids.map(engagement), next } })

describe('pages', () => {
  const query = EngagementsDocument
  const setUp = () => {
    const cache = createCache()
    const idsOf = (convoyId = 'c', droneId: string | null = null) =>
      cache
        .readQuery({ query, variables: { convoyId, droneId } })
        ?.engagements.nodes.map(({ engagementId }) => engagementId)
    return { cache, idsOf }
  }
  const variables = { convoyId: 'c', droneId: null }

  test('a page after the cursor is appended, and the cursor moves on', () => {
    const { cache, idsOf } = setUp()
    cache.writeQuery({ query, variables: { ...variables, first: 2 }, data: page(['e1', 'e2'], 'after-2') })
    cache.writeQuery({ query, variables: { ...variables, first: 5, after: 'after-2' }, data: page(['e3'], null) })
    expect(idsOf()).toEqual(['e1', 'e2', 'e3'])
    expect(cache.readQuery({ query, variables })?.engagements.next).toBeNull()
  })
  test('a first page replaces the list, however much of it was loaded', () => {
    const { cache, idsOf } = setUp()
    cache.writeQuery({ query, variables, data: page(['e1', 'e2'], 'after-2') })
    cache.writeQuery({ query, variables: { ...variables, after: 'after-2' }, data: page(['e3'], null) })
    cache.writeQuery({ query, variables, data: page(['e0', 'e1'], 'after-1') })
    expect(idsOf()).toEqual(['e0', 'e1'])
  })
  test('the lists of two convoys, and of a drone, are apart', () => {
    const { cache, idsOf } = setUp()
    cache.writeQuery({ query, variables, data: page(['e1'], null) })
    cache.writeQuery({ query, variables: { convoyId: 'other', droneId: null }, data: page(['e2'], null) })
    cache.writeQuery({ query, variables: { convoyId: 'c', droneId: 'd-1' }, data: page(['e3'], null) })
    expect([idsOf('c'), idsOf('other'), idsOf('c', 'd-1')]).toEqual([['e1'], ['e2'], ['e3']])
  })
  test('a record is one object wherever it is listed', () => {
    const { cache } = setUp()
    cache.writeQuery({ query, variables, data: page(['e1'], null) })
    expect(cache.extract()['Engagement:{"engagementId":"e1"}']).toMatchObject({ target: 'truck' })
  })
})

const board = (rankBy: RankBy, asOf = '2026-01-01T00:00:00Z'): LeaderboardQuery => ({
  leaderboard: {
    ...{ convoyId: 'c', convoyCallsign: 'C', totalDrones: 2, averageAccuracy: 50, tieRule: '', minimumSample: 10 },
    ...{ rankBy, asOf, stale: false },
    entries: [1, 2].map((rank) => ({
      ...{ rank, droneId: `d-${rank}`, callsign: `D-${rank}`, accuracyPct: 100 / rank, inConvoy: true },
      ...{ wilsonLowPct: 0, wilsonHighPct: 100, totalEngagements: 2, successfulHits: 2 / rank, currentStreak: 0 },
    })),
  },
})

describe('leaderboards', () => {
  const query = LeaderboardDocument
  test('are apart by convoy, ranking and instant, whatever their length', () => {
    const cache = createCache()
    const now = { convoyId: 'c', rankBy: 'ACCURACY' as const }
    const then = { ...now, at: '2025-12-31T00:00:00Z' }
    cache.writeQuery({ query, variables: { ...now, limit: 50 }, data: board('ACCURACY') })
    cache.writeQuery({ query, variables: then, data: board('ACCURACY', then.at) })
    expect(cache.readQuery({ query, variables: now })?.leaderboard.asOf).toBe('2026-01-01T00:00:00Z')
    expect(cache.readQuery({ query, variables: then })?.leaderboard.asOf).toBe(then.at)
    expect(cache.readQuery({ query, variables: { ...now, rankBy: 'WILSON' } })).toBeNull()
    expect(cache.readQuery({ query, variables: { ...now, convoyId: 'other' } })).toBeNull()
  })

  const variables = { convoyId: 'c', rankBy: 'ACCURACY' as const }
  const event = (newAccuracyPct: number) => ({
    __typename: 'EngagementEvent' as const,
    ...{ sequence: '1-1', convoyId: 'c', engagementId: 'e9', droneId: 'd-2', callsign: 'D-2', hit: true },
    ...{ weaponType: 'AGM114_HELLFIRE' as const, newAccuracyPct, timestamp: '2026-01-01T00:01:00Z' },
  })

  test('an engagement moves on every board of its convoy and heads its list of records', () => {
    const cache = createCache()
    cache.writeQuery({ query, variables, data: board('ACCURACY') })
    cache.writeQuery({ query: EngagementsDocument, variables: { convoyId: 'c' }, data: page(['e1'], null) })
    expect(feedCache(cache, event(66.667), 0)).toBe(true)
    const moved = cache.readQuery({ query, variables })?.leaderboard
    expect(moved?.entries[1]).toMatchObject({ droneId: 'd-2', totalEngagements: 3, successfulHits: 2 })
    expect(moved).toMatchObject({ asOf: '2026-01-01T00:01:00.000Z', averageAccuracy: 80 })
    const { nodes } = cache.readQuery({ query: EngagementsDocument, variables: { convoyId: 'c' } })?.engagements ?? {}
    expect(nodes?.map(({ engagementId }) => engagementId)).toEqual(['e9', 'e1'])
  })
  test('an engagement that a board already counts leaves it alone and asks for it again', () => {
    const cache = createCache()
    cache.writeQuery({ query, variables, data: board('ACCURACY') })
    expect(feedCache(cache, event(50), 0)).toBe(false)
    expect(cache.readQuery({ query, variables })).toEqual(board('ACCURACY'))
  })
  test('what is not held is not made up', () => {
    const cache = createCache()
    expect(feedCache(cache, event(66.667), 0)).toBe(true)
    expect(cache.extract()).toEqual({})
  })
})
