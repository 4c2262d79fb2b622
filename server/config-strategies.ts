/** The part of the configuration that selects the read and write strategy of each entity. */
import { z } from 'zod'
import {
  type ReadStrategyName,
  readStrategyNames,
  type Strategies,
  type StrategyEntity,
  strategyDefaults,
  strategyEntities,
  type WriteStrategyName,
  writeChoicesOf,
} from '../schema/strategies.ts'

export type StrategyConfig = Readonly<Record<StrategyEntity, Strategies>>

const nameOf = (verb: 'READ' | 'WRITE', entity: StrategyEntity) =>
  `${verb}_STRATEGY_${entity.toUpperCase().replaceAll('-', '_')}`

const oneOf = <T extends string>(values: readonly T[]) => z.enum(values).optional()

/** Environment variables of the strategies, to be spread into the schema of the environment. */
export const strategyVariables: Record<
  string,
  z.ZodType<ReadStrategyName | WriteStrategyName | undefined>
> = Object.fromEntries(
  strategyEntities.flatMap((entity) => {
    const choices = writeChoicesOf(entity)
    return [
      [nameOf('READ', entity), oneOf(readStrategyNames)],
      ...(choices.length > 0 ? [[nameOf('WRITE', entity), oneOf(choices)] as const] : []),
    ]
  }),
)

/** Unset strategies get the default, which depends on whether other processes share the stores. */
export const toStrategyConfig = (env: Record<string, unknown>, isCluster: boolean): StrategyConfig =>
  Object.fromEntries(
    strategyEntities.map((entity) => {
      const { read, readInCluster, write } = strategyDefaults[entity]
      return [
        entity,
        {
          read: env[nameOf('READ', entity)] ?? (isCluster ? readInCluster : read),
          write: env[nameOf('WRITE', entity)] ?? write,
        },
      ]
    }),
  ) as StrategyConfig
