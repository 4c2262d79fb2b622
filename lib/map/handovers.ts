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

/** Detects changes of leader between pictures and keeps each for as long as its line is drawn; a jump of the time cursor is none. */
export function createHandoverWatch() {
  let succession = createLeaderSuccession<ConvoyId, DroneId>()
  let handovers: Handover[] = []
  let jumps: number | null = null
  return {
    get current(): readonly Handover[] {
      return handovers
    },
    sync(picture: FleetPicture): void {
      if (jumps !== picture.jumps) {
        succession = createLeaderSuccession()
        handovers = []
      }
      jumps = picture.jumps
      handovers = handovers.filter(({ seenAtMs }) => Math.abs(picture.nowMs - seenAtMs) < handoverShownForMs)
      for (const { convoyId, leadership } of picture.convoys.values()) {
        const change = succession.next(convoyId, leadership)
        if (change) handovers.push({ convoyId, ...change, term: leadership.term, seenAtMs: picture.nowMs })
      }
    },
  }
}
