import type { FeedStatus, FleetCounts, FleetPicture } from './feed.ts'
import { freshnessOf, unknownAfterMs } from './freshness.ts'

export const noCounts = (): FleetCounts => ({ live: 0, late: 0, lost: 0, silent: 0, unknown: 0, total: 0 })

/**
 * Sets the state of every drone, every convoy and the fleet for one delivery; they are judged only here. Each convoy is judged at
 * the time of its last message, and is unknown when that is too long ago. O(drones).
 */
export function judgePicture(picture: FleetPicture, nowMs: number, link: FeedStatus): void {
  picture.version += 1
  picture.nowMs = nowMs
  picture.link = link
  picture.counts = noCounts()
  for (const convoy of picture.convoys.values()) {
    convoy.isKnown = nowMs - convoy.heardAtMs <= unknownAfterMs
    convoy.counts = noCounts()
    for (const drone of convoy.drones) {
      const freshness = freshnessOf(drone, convoy)
      if (freshness !== drone.freshness) picture.freshnessChanges += 1
      drone.freshness = freshness
      convoy.counts[freshness] += 1
    }
    convoy.counts.total = convoy.drones.length
    for (const name of Object.keys(convoy.counts) as (keyof FleetCounts)[]) picture.counts[name] += convoy.counts[name]
  }
}

/** Stays the same text while the states of the link, the convoys and each drone stay the same: only numbers have changed then. O(convoys). */
export function statesKey({ link, convoys, freshnessChanges }: FleetPicture): string {
  let key = `${link.state} ${link.dropped} ${freshnessChanges}`
  for (const { convoyId, isKnown, counts, leadership } of convoys.values()) {
    const { live, late, lost, silent, unknown } = counts
    const { state, term, leaderId, rivalId, doubt } = leadership
    key += `|${convoyId} ${isKnown} ${live} ${late} ${lost} ${silent} ${unknown} ${state} ${term} ${leaderId} ${rivalId} ${doubt?.term}`
  }
  return key
}
