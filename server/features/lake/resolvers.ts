import type { Resolvers } from '../../resolvers.generated.ts'
import { readLakeState } from './read-state.ts'

export const createLakeResolvers = (deps: Parameters<typeof readLakeState>[0]): Resolvers => ({
  System: { lake: (_, __, { actor }) => readLakeState(deps, actor) },
  Lake: { asOf: ({ asOfMs }) => asOfMs },
})
