import type { Drone } from '../../../schema/convoys.ts'
import type { DroneId } from '../../../schema/ids.ts'
import type { Actor } from '../../../schema/permissions.ts'
import { strategyDefaults } from '../../../schema/strategies.ts'
import type { Feature, Platform } from '../../feature.ts'
import { createRoutes, type Routes } from '../../repositories/routes.ts'
import { enrollDrones } from './enroll-drones.ts'
import { findDrone } from './read-convoys.ts'
import { createConvoyResolvers } from './resolvers.ts'

interface Convoys extends Feature {
  /** Enrolls unknown drones; returns those that did not fit. */
  enroll(droneIds: readonly DroneId[]): Promise<ReadonlySet<DroneId>>
  /** For other features; null for an unknown drone. Throws `forbidden`. */
  findDrone(actor: Actor, droneId: DroneId): Drone | null
  routes: Routes
}

/** Convoys, their drones and routes: queries and changes. */
export function openConvoys(platform: Platform): Convoys {
  const { roster, config } = platform
  const { read, write } = config.strategies.route
  const routes = createRoutes(platform, { ...strategyDefaults.route, read, ...(write && { write }) })
  return {
    routes,
    findDrone: (actor, droneId) => findDrone(platform, actor, droneId),
    enroll: (droneIds) => enrollDrones(platform, droneIds),
    resolvers: createConvoyResolvers({ ...platform, routes }),
    metrics: [{ name: 'drones', kind: 'gauge', help: 'Drones on the roster.', read: () => roster.droneCount }],
  }
}
