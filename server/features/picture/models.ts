/** The values that resolvers receive for the GraphQL types of this feature: codegen maps type X to `XModel`. */
import type { StoredReading } from '../../../schema/telemetry.ts'

export type FleetDroneModel = StoredReading
