import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import type { FleetPicture } from '../feed/feed.ts'

export const handoverShownForMs = 10_000

export interface Handover {
  convoyId: ConvoyId
  fromId: DroneId
  toId: DroneId
  term: number
  seenAtMs: number
}

/** Notices changes of leader from picture to picture and keeps each for as long as its line is drawn. */
export function createHandoverWatch() {
  const leaders = new Map<ConvoyId, DroneId>()
  let handovers: Handover[] = []
  return {
    get current(): readonly Handover[] {
      return handovers
    },
    sync(picture: FleetPicture): void {
      handovers = handovers.filter(({ seenAtMs }) => Math.abs(picture.nowMs - seenAtMs) < handoverShownForMs)
      for (const { convoyId, leadership } of picture.convoys.values()) {
        const { leaderId, term } = leadership
        if (!leaderId) continue
        const fromId = leaders.get(convoyId)
        if (fromId && fromId !== leaderId)
          handovers.push({ convoyId, fromId, toId: leaderId, term, seenAtMs: picture.nowMs })
        leaders.set(convoyId, leaderId)
      }
    },
  }
}
