/** Radio links: quality falls with distance and fluctuates. */
import { distanceM } from '../../lib/geo/sphere.ts'
import { smoothNoise } from '../../lib/random/noise.ts'
import type { PeerLink } from '../../schema/leadership.ts'
import type { ConvoyState, DroneState } from './state.ts'

const fluctuationPct = 7
const fluctuationMs = 20_000
const peersReported = 3

/** Link quality in percent, the same in both directions; about half at `linkHalfM` of the weaker radio. */
export function linkBetween(a: DroneState, b: DroneState, atMs: number): number {
  if (!a.flight || !b.flight) return 0
  const halfM = Math.min(a.plan.platform.linkHalfM, b.plan.platform.linkHalfM)
  const part = distanceM(a.flight, b.flight) / halfM
  const fluctuation = fluctuationPct * smoothNoise((a.plan.noiseSeed ^ b.plan.noiseSeed) | 0, atMs / fluctuationMs)
  const pct = 97 / (1 + part * part * part) + fluctuation
  return Math.round(Math.min(100, Math.max(0, pct)) * 10) / 10
}

/** Sets the links that each drone reports, to its leader and its neighbours in the formation; its own `linkPct` is the best of them. */
export function measureLinks(convoy: ConvoyState, atMs: number): void {
  const { drones, byId } = convoy
  for (const [place, drone] of drones.entries()) {
    const places = new Set<number>()
    if (drone.leaderId !== null) places.add(byId.get(drone.leaderId) ?? place)
    for (let step = 1; places.size <= peersReported && step < drones.length; step++) {
      places.add((place + step) % drones.length)
    }
    places.delete(place)
    drone.peers = [...places].slice(0, peersReported).flatMap((other) => peerLink(drone, drones[other], atMs))
    const best = Math.max(0, ...drone.peers.map((peer) => peer.linkPct))
    // The airfield has a radio mast.
    drone.linkPct = drone.flight?.phase === 'parked' || drones.length === 1 ? 99 : best
  }
}

function peerLink(drone: DroneState, other: DroneState | undefined, atMs: number): PeerLink[] {
  if (!other || other.silentUntilMs > atMs) return []
  const linkPct = linkBetween(drone, other, atMs)
  return linkPct > 0 ? [{ droneId: other.plan.droneId, linkPct }] : []
}
