import { isNewer } from '../../../lib/readings/order.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import type { CachedRoster, DroneState, FleetCache, PartialState } from '../../ports/fleet.ts'

interface Leader {
  droneId: DroneId | null
  atMs: number
}

/** In one process. Embedded mode does not use it: there the database is as fast. */
export function createMemoryFleet(): FleetCache {
  const states = new Map<ConvoyId, Map<DroneId, DroneState>>()
  const rosters = new Map<ConvoyId, CachedRoster>()
  const leaders = new Map<ConvoyId, Leader>()

  function stateOf(convoyId: ConvoyId, droneId: DroneId): DroneState {
    const ofConvoy = states.get(convoyId) ?? new Map<DroneId, DroneState>()
    states.set(convoyId, ofConvoy)
    const known = ofConvoy.get(droneId)
    const state = known ?? { droneId, drone: null, reading: null, figures: null, leaderOfTerm: null, checkedAtMs: null }
    ofConvoy.set(droneId, state)
    return state
  }

  return {
    async advance(messages, checkedAtMs) {
      for (const { convoyId, readings } of messages)
        for (const reading of readings) {
          const state = stateOf(convoyId, reading.droneId)
          if (isNewer(reading, state.reading)) state.reading = structuredClone(reading)
          if (checkedAtMs !== undefined) state.checkedAtMs = checkedAtMs
        }
    },
    async describe(convoyId, facts) {
      for (const { droneId, drone, figures, checkedAtMs } of facts) {
        const state = stateOf(convoyId, droneId)
        if (drone && drone.version >= (state.drone?.version ?? 0)) state.drone = { ...drone }
        if (figures && figures.totalEngagements >= (state.figures?.totalEngagements ?? 0))
          state.figures = { ...figures }
        if (checkedAtMs !== undefined) state.checkedAtMs = checkedAtMs
      }
    },
    async read(convoyId, droneIds, parts) {
      return droneIds.map((droneId) => {
        const state = states.get(convoyId)?.get(droneId)
        if (!state || parts.every((part) => state[part] === null)) return null
        const read = Object.fromEntries(parts.map((part) => [part, state[part]]))
        return structuredClone({ droneId, ...read } as PartialState<(typeof parts)[number]>)
      })
    },
    async enlist(convoy, { joined, left }) {
      const { convoyId } = convoy
      const known = rosters.get(convoyId)
      const droneIds = new Set([...(known?.droneIds ?? []), ...joined])
      for (const droneId of left) droneIds.delete(droneId)
      const newest = known && known.convoy.version > convoy.version ? known.convoy : structuredClone(convoy)
      rosters.set(convoyId, { convoy: newest, droneIds: [...droneIds] })
      for (const droneId of left) states.get(convoyId)?.delete(droneId)
    },
    async rosters() {
      return structuredClone([...rosters.values()])
    },
    async lead({ convoyId, droneId, term, atMs }) {
      const known = leaders.get(convoyId)
      if (known && known.atMs > atMs) return
      leaders.set(convoyId, { droneId, atMs })
      if (known?.droneId) stateOf(convoyId, known.droneId).leaderOfTerm = null
      if (droneId) stateOf(convoyId, droneId).leaderOfTerm = term
    },
  }
}
