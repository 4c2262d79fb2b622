/** Which entities are read through a cache, and how: chosen at the start by configuration, at run time by an admin. */

export const readStrategyNames = ['cache-aside', 'read-through', 'store-only'] as const
export type ReadStrategyName = (typeof readStrategyNames)[number]

export const writeStrategyNames = ['write-through', 'write-around', 'write-behind'] as const
export type WriteStrategyName = (typeof writeStrategyNames)[number]

export interface Strategies {
  read: ReadStrategyName
  /** Null: this entity is not written whole, so there is nothing to choose. */
  write: WriteStrategyName | null
}

/** The default of each entity. */
export const strategyDefaults = {
  /** Asked for often, changed seldom. */
  route: { read: 'read-through', write: 'write-around' },
  /** The page of a drone's newest records; each new record makes it anew. */
  'recent-engagements': { read: 'read-through', write: null },
  /** A process holds boards in memory, fresh at every event: a cache between can only make them older. */
  leaderboard: { read: 'store-only', write: null },
} as const satisfies Record<string, Strategies>

export type StrategyEntity = keyof typeof strategyDefaults
export const strategyEntities = Object.keys(strategyDefaults) as StrategyEntity[]
