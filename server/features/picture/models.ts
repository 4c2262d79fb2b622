/** What resolvers are given for the GraphQL types of this feature: codegen takes `XModel` for the type X. */
import type { StoredReading } from '../../../schema/telemetry.ts'

export type FleetDroneModel = StoredReading
