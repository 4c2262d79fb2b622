import { expect, test } from 'vitest'
import { parseConfig } from './config.ts'

test('strategies are the defaults of their entities unless configuration says otherwise', () => {
  const strategiesOf = (variables: Record<string, string>) => {
    const answer = parseConfig(variables)
    return 'config' in answer ? answer.config.strategies : answer
  }
  expect(strategiesOf({})).toEqual({
    route: { read: 'read-through', write: 'write-around' },
    'recent-engagements': { read: 'read-through', write: null },
    leaderboard: { read: 'store-only', write: null },
  })
  expect(
    strategiesOf({ READ_STRATEGY_LEADERBOARD: 'cache-aside', WRITE_STRATEGY_ROUTE: 'write-through' }),
  ).toMatchObject({ leaderboard: { read: 'cache-aside' }, route: { read: 'read-through', write: 'write-through' } })
})

test('a strategy that an entity has not is refused', () => {
  const variables = { READ_STRATEGY_ROUTE: 'fast', WRITE_STRATEGY_ROUTE: 'write-behind' }
  expect(parseConfig(variables)).toEqual({
    faults: [
      'READ_STRATEGY_ROUTE: expected cache-aside, read-through, store-only, got "fast"',
      'WRITE_STRATEGY_ROUTE: expected write-through, write-around, got "write-behind"',
    ],
  })
})
