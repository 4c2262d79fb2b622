/** What resolvers are given for the GraphQL types of this feature: codegen takes `XModel` for the type X. */
import type { Convoy, Drone } from '../../../schema/convoys.ts'
import type { RosterEvent, StreamedEvent } from '../../../schema/events.ts'

export type ConvoyModel = Convoy
export type DroneModel = Drone
export type RosterEventModel = StreamedEvent<RosterEvent>
