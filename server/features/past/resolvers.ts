import { requirePermission } from '../../../lib/permissions.ts'
import type { Tables } from '../../ports/tables.ts'
import type { Resolvers } from '../../resolvers.generated.ts'
import { findPlan, progressPctOf } from './plan.ts'

export const createPastResolvers = ({ tables }: { tables: Tables }): Resolvers => ({
  Query: {
    demoPast(_, __, { actor }) {
      requirePermission(actor, 'picture:read')
      return findPlan(tables)
    },
  },
  DemoPast: {
    from: ({ fromMs }) => fromMs,
    writtenUntil: ({ writtenUntilMs }) => writtenUntilMs,
    progressPct: progressPctOf,
    finishedAt: ({ finishedAtMs }) => finishedAtMs,
  },
})
