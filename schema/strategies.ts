/** Which entities are read through a cache, and how: chosen at the start by configuration, at run time by an admin. */

export const readStrategyNames = ['cache-aside', 'read-through', 'store-only'] as const
export type ReadStrategyName = (typeof readStrategyNames)[number]

export const writeStrategyNames = ['write-through', 'write-around'] as const
export type WriteStrategyName = (typeof writeStrategyNames)[number]

export interface Strategies {
  read: ReadStrategyName
  /** Null: this entity is not written whole, so there is nothing to choose. */
  write: WriteStrategyName | null
}

interface StrategyFacts extends Strategies {
  /** How it is read where several processes share the stores. */
  readInCluster: ReadStrategyName
}

/** The default of each entity. */
export const strategyDefaults = {
  /** Asked for often, changed seldom. */
  route: { read: 'read-through', write: 'write-around', readInCluster: 'read-through' },
  /** The page of a drone's newest records; each new record makes it again. */
  'recent-engagements': { read: 'read-through', write: null, readInCluster: 'read-through' },
  /** Alone, a process has boards in memory; one of several must ask the store what the others have counted. */
  leaderboard: { read: 'store-only', write: null, readInCluster: 'read-through' },
} as const satisfies Record<string, StrategyFacts>

export type StrategyEntity = keyof typeof strategyDefaults
export const strategyEntities = Object.keys(strategyDefaults) as StrategyEntity[]

/** How an entity may be written; none when it is not written whole. */
export function writeChoicesOf(entity: StrategyEntity): readonly WriteStrategyName[] {
  return strategyDefaults[entity].write === null ? [] : writeStrategyNames
}
