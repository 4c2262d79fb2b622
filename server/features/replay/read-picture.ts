import { mapLimited } from '../../../lib/async/map-limited.ts'
import { applyFrame, createPicture, dropConvoy } from '../../../lib/feed/apply-frame.ts'
import type { ConvoyTrack, FleetPicture } from '../../../lib/feed/feed.ts'
import { judgePicture } from '../../../lib/feed/judge-picture.ts'
import { decodeFrame } from '../../../lib/frames/decode.ts'
import type { ShownFrame } from '../../../lib/frames/frame-groups.ts'
import { createFrameUnpacker } from '../../../lib/frames/pack.ts'
import { requirePermission } from '../../../lib/permissions.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import type { LeadershipState } from '../../../schema/leadership.ts'
import type { Actor } from '../../../schema/permissions.ts'
import type { Ports } from '../../ports/index.ts'
import { findLeadershipChange } from '../../repositories/leadership-history.ts'
import { readAllFrames } from '../../repositories/recorded-frames.ts'
import { type PastRoster, readRosterAt } from '../../repositories/roster-history.ts'
import { type Coverage, findCoverage, type PictureCoverage } from './coverage.ts'
import { minuteMs, minuteOf } from './frame-chains.ts'

type Deps = Pick<Ports, 'tables' | 'clock'>

export interface PastPicture {
  atMs: number
  coverage: PictureCoverage
  /** Its frames were made from readings afterwards, and never shown live. */
  isReconstructed: boolean
  convoys: PastConvoy[]
}

export interface PastConvoy {
  convoyId: ConvoyId
  atMs: number
  /** What was shown; null where nothing was recorded. */
  track: ConvoyTrack | null
  /** As shown, or else as its stored changes tell. */
  leadership: PastLeadership
  /** Null when it is not known. */
  roster: PastRoster | null
}

export interface PastLeadership {
  state: LeadershipState
  term: number
  leaderId: DroneId | null
  rivalId: DroneId | null
  /** Null also where nothing was recorded. */
  heartbeatAtMs: number | null
}

const convoysAtOnce = 8
/** Recorders begin with full frames, which may be made this long before their span begins. */
const beginsWithinMs = 1_000

/** What was shown of these convoys at `atMs`, drones judged at that time, with the roster as it was. */
export async function readPicture(
  deps: Deps,
  actor: Actor,
  convoyIds: readonly ConvoyId[],
  atMs: number,
): Promise<PastPicture> {
  requirePermission(actor, 'picture:read')
  const covered = await findCoverage(deps, atMs)
  const picture = createPicture(atMs)
  const convoys = await mapLimited(convoyIds, convoysAtOnce, (convoyId) =>
    readConvoy(deps, picture, covered, convoyId, atMs),
  )
  for (const convoy of picture.convoys.values()) convoy.heardAtMs = atMs
  judgePicture(picture, atMs, picture.link)
  const { coverage, isReconstructed } = covered
  return { atMs, coverage, isReconstructed, convoys: convoys.filter((convoy) => convoy !== null) }
}

/** Null for a convoy that was not there, or not shown. */
async function readConvoy(
  { tables }: Deps,
  picture: FleetPicture,
  { coverage, fromMs }: Coverage,
  convoyId: ConvoyId,
  atMs: number,
): Promise<PastConvoy | null> {
  const isShown = coverage === 'recorded' || coverage === 'running'
  const [frames, roster] = await Promise.all([
    isShown ? framesUpTo(tables, convoyId, atMs, fromMs - beginsWithinMs) : [],
    readRosterAt(tables, convoyId, atMs),
  ])
  showFrames(picture, convoyId, frames)
  const track = picture.convoys.get(convoyId) ?? null
  if (track) return { convoyId, atMs, track, leadership: track.leadership, roster }
  if (isShown || !roster || roster.convoy.archivedAtMs !== null) return null
  return { convoyId, atMs, track, leadership: await leadershipAt(tables, convoyId, atMs), roster }
}

async function leadershipAt(tables: Deps['tables'], convoyId: ConvoyId, atMs: number): Promise<PastLeadership> {
  const change = await findLeadershipChange(tables, convoyId, atMs)
  const nobody = { state: 'unknown', term: 0, leaderId: null, rivalId: null } as const
  return { ...(change?.after ?? nobody), heartbeatAtMs: null }
}

/** The frames of the minute up to an instant; before its first one, those of the minute before. None from before `fromMs`. */
async function framesUpTo(
  tables: Deps['tables'],
  convoyId: ConvoyId,
  atMs: number,
  fromMs: number,
): Promise<ShownFrame[]> {
  const minute = minuteOf(atMs)
  const frames = await readAllFrames(tables, convoyId, Math.max(minute, fromMs), atMs + 1)
  if (frames.length > 0 || fromMs >= minute) return frames
  return readAllFrames(tables, convoyId, Math.max(minute - minuteMs, fromMs), minute)
}

function showFrames(picture: FleetPicture, convoyId: ConvoyId, frames: readonly ShownFrame[]): void {
  const unpacker = createFrameUnpacker()
  for (const { packed } of frames) {
    if (packed) applyFrame(picture, decodeFrame(unpacker.unpack(packed)))
    else dropConvoy(picture, convoyId)
  }
}
