import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import type { FleetPicture } from '../feed/feed.ts'
import { createLeaderSuccession } from '../view/leader-succession.ts'

export const handoverShownForMs = 10_000

export interface Handover {
  convoyId: ConvoyId
  fromId: DroneId
  toId: DroneId
  term: number
  seenAtMs: number
}

/** Detects changes of leader between pictures and keeps each for as long as its line is drawn. */
export function createHandoverWatch() {
  const succession = createLeaderSuccession<ConvoyId, DroneId>()
  let handovers: Handover[] = []
  return {
    get current(): readonly Handover[] {
      return handovers
    },
    sync(picture: FleetPicture): void {
      handovers = handovers.filter(({ seenAtMs }) => Math.abs(picture.nowMs - seenAtMs) < handoverShownForMs)
      for (const { convoyId, leadership } of picture.convoys.values()) {
        const change = succession.next(convoyId, leadership)
        if (change) handovers.push({ convoyId, ...change, term: leadership.term, seenAtMs: picture.nowMs })
      }
    },
  }
}
