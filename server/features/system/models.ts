/** The values that resolvers receive for the GraphQL types of this feature: codegen maps type X to `XModel`. */

import type { SetAsideJob } from '../../ports/jobs.ts'
import type { SkippedOf } from '../../ports/skipped-messages.ts'
import type { StrategyState } from '../../repositories/strategies/registry.ts'
import type { SystemState } from './read-system.ts'
import type { StoreCondition, StoreKind, StoreState } from './store-watch.ts'

export type SystemModel = SystemState
export type StrategyModel = StrategyState
export type StoreModel = StoreState
export type StoreKindModel = StoreKind
export type StoreStateModel = StoreCondition
export type SetAsideJobModel = SetAsideJob
export type SkippedMessagesModel = SkippedOf
