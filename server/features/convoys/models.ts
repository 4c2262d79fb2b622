/** The values that resolvers receive for the GraphQL types of this feature: codegen maps type X to `XModel`. */
import type { Convoy, Drone } from '../../../schema/convoys.ts'
import type { RosterEvent, StreamedEvent } from '../../../schema/events.ts'

export type ConvoyModel = Convoy
export type DroneModel = Drone
export type RosterEventModel = StreamedEvent<RosterEvent>
