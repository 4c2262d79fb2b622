import { Failure, type Fault } from '../../../lib/errors.ts'
import {
  type Strategies,
  type StrategyEntity,
  type WriteStrategyName,
  writeChoicesOf,
} from '../../../schema/strategies.ts'
import type { ReadCounters } from './entity.ts'
import type { Reader } from './reader.ts'
import type { Repository } from './repository.ts'

/** How one entity is read and written by this process. */
export interface StrategyState {
  entity: StrategyEntity
  strategies: Strategies
  /** The strategies at the start of this process, which apply again after a restart. */
  configured: Strategies
  /** Who last changed it since the start of this process, and when; null: nobody. */
  changed: { by: string; atMs: number } | null
  /** The write strategies to choose from; empty for an entity without write strategies. */
  writeChoices: readonly WriteStrategyName[]
  counters: ReadCounters
}

export interface StrategyChange extends Strategies {
  entity: StrategyEntity
  by: string
  atMs: number
}

/** The entities whose strategies can be changed at run time, in this process. */
export interface StrategyRegistry {
  list(): StrategyState[]
  /** The strategies that a change would result in; null keeps the current one. Throws `missing` or `invalid`. */
  decide(entity: StrategyEntity, wanted: { [S in keyof Strategies]: Strategies[S] | null }): Strategies
  /** Applies a change in this process. Ignores an entity that it does not have. */
  use(change: StrategyChange): void
}

type Member =
  | Pick<Reader<never, never>, 'strategy' | 'counters' | 'use'>
  | Pick<Repository<never, never>, 'strategies' | 'counters' | 'use'>

export function createStrategyRegistry(members: Readonly<Partial<Record<StrategyEntity, Member>>>): StrategyRegistry {
  const held = new Map(
    (Object.entries(members) as [StrategyEntity, Member][]).map(([entity, member]) => [
      entity,
      { member, configured: strategiesOf(member), changed: null as StrategyState['changed'] },
    ]),
  )
  return {
    list: () =>
      Array.from(held, ([entity, { member, configured, changed }]) => ({
        entity,
        strategies: strategiesOf(member),
        configured,
        changed,
        writeChoices: writeChoicesOf(entity),
        counters: member.counters,
      })),
    decide(entity, { read, write }) {
      const found = held.get(entity)
      if (!found) throw refused('missing', 'entity', `one of ${[...held.keys()].join(', ')}`, entity)
      const before = strategiesOf(found.member)
      const choices = writeChoicesOf(entity)
      if (write !== null && !choices.includes(write))
        throw refused('invalid', 'write', `none, as ${entity} has no write strategies`, write)
      return { read: read ?? before.read, write: write ?? before.write }
    },
    use({ entity, read, write, by, atMs }) {
      const found = held.get(entity)
      if (!found) return
      if ('strategies' in found.member) found.member.use({ read, ...(write === null ? {} : { write }) })
      else found.member.use(read)
      found.changed = { by, atMs }
    },
  }
}

const strategiesOf = (member: Member): Strategies =>
  'strategies' in member ? { ...member.strategies } : { read: member.strategy, write: null }

function refused(code: Fault['code'], path: string, expected: string, got: string): Failure {
  return new Failure(code, `${path}: expected ${expected}, got ${got}.`, { faults: [{ code, path, expected, got }] })
}
