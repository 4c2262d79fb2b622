import type { Drone, Waypoint } from '../../schema/convoys.ts'
import { strategyDefaults } from '../../schema/strategies.ts'
import { waypoints } from '../../schema/tables.ts'
import type { Ports } from '../ports/index.ts'
import { createRepository, type Repository, type WholeStrategies } from './strategies/repository.ts'

/** The route of each drone: its waypoints ordered by sequence, which starts at 1; empty without a route. */
export type Routes = Repository<Pick<Drone, 'convoyId' | 'droneId'>, Waypoint[]>

export const createRoutes = (
  { tables, cache, clock }: Pick<Ports, 'tables' | 'cache' | 'clock'>,
  strategies: WholeStrategies = strategyDefaults.route,
): Routes =>
  createRepository(
    { cache, clock },
    {
      name: 'route',
      keyTextOf: ({ convoyId, droneId }) => `${convoyId}:${droneId}`,
      async load({ convoyId, droneId }) {
        const { rows } = await tables.scan(waypoints, { convoyId, droneId })
        return rows.map(({ convoyId: _, droneId: __, ...waypoint }) => waypoint)
      },
      async save({ convoyId, droneId }, route) {
        const before = await tables.scan(waypoints, { convoyId, droneId })
        const surplus = before.rows.filter(({ sequence }) => sequence > route.length)
        await tables.insert(
          waypoints,
          route.map((waypoint) => ({ convoyId, droneId, ...waypoint })),
        )
        await tables.delete(waypoints, surplus)
      },
      ttlMs: 3_600_000,
    },
    strategies,
  )
