/** The values that resolvers receive for the GraphQL types of this feature: codegen maps type X to `XModel`. */
import type { LakeState } from './read-state.ts'

export type LakeModel = LakeState
