import type { PastRosterQuery } from '../../lib/api/documents.generated.ts'
import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import { defaultHeartbeatIntervalMs } from '../../schema/leadership.ts'
import { isReading } from '../../schema/permissions.ts'
import { byCallsign, listed, type Roster, type RosterConvoy } from './roster.ts'

export type PastConvoy = PastRosterQuery['rosters']['convoys'][number]

/** A cursor that is dragged asks once it rests. */
const restMs = 250
/** While time runs fast it is loaded no more often than this. */
const leastGapMs = 2_000

export interface PastNames {
  /** Null: not known. */
  convoys: readonly PastConvoy[] | null
  /** They hold until then. */
  untilMs: number
}

interface Deps {
  load(atMs: number): Promise<PastNames>
  /** The roster as it is now. */
  current(): Roster
  show(past: Roster | null): void
  /** The time cursor. */
  nowMs(): number
  /** Monotonic, in milliseconds. */
  monotonicNow(): number
}

/** Keeps the roster that is shown that of the time cursor. Until it is loaded, and where it is not known, the current one is shown. */
export function followPastRoster({ load, current, show, nowMs, monotonicNow }: Deps) {
  let loaded: { forMs: number; untilMs: number } | null = null
  let askedAtMs = Number.NEGATIVE_INFINITY
  let jumpedAtMs = monotonicNow()
  let own = 0

  async function loadAtCursor(): Promise<void> {
    const atMs = nowMs()
    const asked = ++own
    askedAtMs = monotonicNow()
    loaded = { forMs: atMs, untilMs: Number.POSITIVE_INFINITY }
    try {
      const { convoys, untilMs } = await load(atMs)
      if (asked !== own) return
      loaded = { forMs: atMs, untilMs }
      show(pastRosterOf(convoys, current()))
    } catch {
      // Asked for again after a pause.
      if (asked === own) forget()
    }
  }

  const holdsAt = (atMs: number) => !loaded || (atMs >= loaded.forMs && atMs < loaded.untilMs)

  function forget(): void {
    loaded = null
    jumpedAtMs = monotonicNow()
  }

  return {
    /** The cursor has jumped. */
    jumped: forget,
    /** To be called a few times a second. */
    tick() {
      const now = monotonicNow()
      if (!loaded) {
        if (now - jumpedAtMs >= restMs) void loadAtCursor()
      } else if (now - askedAtMs >= leastGapMs && !holdsAt(nowMs())) void loadAtCursor()
    },
    close() {
      own += 1
      show(null)
    },
  }
}

/** Names and members as they were; where they are not known, as they are now. Nothing of the past can be changed. */
export function pastRosterOf(convoys: PastNames['convoys'], now: Roster): Roster {
  return {
    ...now,
    ...(convoys && listed(convoys.map((convoy) => convoyOf(convoy, now)).sort(byCallsign))),
    permissions: new Set([...now.permissions].filter(isReading)),
  }
}

function convoyOf({ convoyId, roster }: PastConvoy, now: Roster): RosterConvoy {
  const id = convoyId as ConvoyId
  const current = now.convoys.get(id)
  const { callsign, commandingUnit, roe, status } = roster
  return {
    ...{ version: 0, heartbeatIntervalMs: defaultHeartbeatIntervalMs, aor: [], ...current },
    ...{ convoyId: id, callsign, commandingUnit, roe, status, retired: [] },
    drones: roster.drones.map(({ droneId, ...drone }) => ({
      ...{ ...drone, droneId: droneId as DroneId, convoyId: id },
      version: now.drones.get(droneId as DroneId)?.version ?? 0,
    })),
  }
}
