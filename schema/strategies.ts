/** Read and write strategies of cached entities: set by configuration, changed at runtime by an admin. */

export const readStrategyNames = ['cache-aside', 'read-through', 'store-only'] as const
export type ReadStrategyName = (typeof readStrategyNames)[number]

export const writeStrategyNames = ['write-through', 'write-around'] as const
export type WriteStrategyName = (typeof writeStrategyNames)[number]

export interface Strategies {
  read: ReadStrategyName
  /** Null for an entity that is not written as a whole. */
  write: WriteStrategyName | null
}

interface StrategyFacts extends Strategies {
  /** The default when several processes share the stores. */
  readInCluster: ReadStrategyName
}

/** The default of each entity. */
export const strategyDefaults = {
  /** Read often, changed rarely. */
  route: { read: 'read-through', write: 'write-around', readInCluster: 'read-through' },
  /** The page of a drone's newest records, invalidated by each new record. */
  'recent-engagements': { read: 'read-through', write: null, readInCluster: 'read-through' },
  /** A single process has the boards in memory; one of several must read from the store what the others have counted. */
  leaderboard: { read: 'store-only', write: null, readInCluster: 'read-through' },
} as const satisfies Record<string, StrategyFacts>

export type StrategyEntity = keyof typeof strategyDefaults
export const strategyEntities = Object.keys(strategyDefaults) as StrategyEntity[]

/** The write strategies of an entity; empty when it is not written as a whole. */
export function writeChoicesOf(entity: StrategyEntity): readonly WriteStrategyName[] {
  return strategyDefaults[entity].write === null ? [] : writeStrategyNames
}
