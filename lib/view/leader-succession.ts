import type { LeadershipState } from '../../schema/leadership.ts'

interface Standing<Id> {
  state: LeadershipState
  leaderId: Id | null
  rivalId: Id | null
}

/**
 * Notices that another drone leads than the one that led last. An election lies between them, in which nobody leads; while two
 * claim to lead nothing is decided; after a reset nobody led before.
 */
export function createLeaderSuccession<ConvoyId extends string, Id extends string>() {
  const leaders = new Map<ConvoyId, Id>()
  return {
    /** Takes leadership as it is now; returns who led before the present leader when that has changed, else null. */
    next(convoyId: ConvoyId, { state, leaderId, rivalId }: Standing<Id>): { fromId: Id; toId: Id } | null {
      if (state === 'unknown') leaders.delete(convoyId)
      if (!leaderId || rivalId) return null
      const fromId = leaders.get(convoyId)
      leaders.set(convoyId, leaderId)
      return fromId && fromId !== leaderId ? { fromId, toId: leaderId } : null
    },
  }
}
