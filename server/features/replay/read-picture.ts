import { mapLimited } from '../../../lib/async/map-limited.ts'
import { applyFrame, createPicture, dropConvoy } from '../../../lib/feed/apply-frame.ts'
import type { FleetPicture } from '../../../lib/feed/feed.ts'
import { judgePicture } from '../../../lib/feed/judge-picture.ts'
import { decodeFrame } from '../../../lib/frames/decode.ts'
import type { ShownFrame } from '../../../lib/frames/frame-groups.ts'
import { createFrameUnpacker } from '../../../lib/frames/pack.ts'
import { requirePermission } from '../../../lib/permissions.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import type { Actor } from '../../../schema/permissions.ts'
import type { Ports } from '../../ports/index.ts'
import { readFrames, readSpans } from '../../repositories/recorded-frames.ts'
import { minuteMs, minuteOf } from './frame-chains.ts'

type Deps = Pick<Ports, 'tables'>

export interface PastPicture {
  atMs: number
  isRecorded: boolean
  picture: FleetPicture
}

const convoysAtOnce = 8

/** What was shown of these convoys at `atMs`, drones judged at that time. */
export async function readPicture(
  { tables }: Deps,
  actor: Actor,
  convoyIds: readonly ConvoyId[],
  atMs: number,
): Promise<PastPicture> {
  requirePermission(actor, 'picture:read')
  const picture = createPicture(atMs)
  const [spans] = await Promise.all([
    readSpans(tables, atMs, atMs + 1),
    mapLimited(convoyIds, convoysAtOnce, async (convoyId) => {
      showFrames(picture, convoyId, await framesUpTo(tables, convoyId, atMs))
    }),
  ])
  for (const convoy of picture.convoys.values()) convoy.heardAtMs = atMs
  judgePicture(picture, atMs, picture.link)
  return { atMs, isRecorded: spans.length > 0, picture }
}

/** The frames of the minute up to an instant; before its first one, those of the minute before. */
async function framesUpTo(tables: Deps['tables'], convoyId: ConvoyId, atMs: number): Promise<ShownFrame[]> {
  const minute = minuteOf(atMs)
  const frames = await allFrames(tables, convoyId, minute, atMs + 1)
  return frames.length > 0 ? frames : allFrames(tables, convoyId, minute - minuteMs, minute)
}

async function allFrames(
  tables: Deps['tables'],
  ...span: [convoyId: ConvoyId, fromMs: number, toMs: number]
): Promise<ShownFrame[]> {
  const frames: ShownFrame[] = []
  for await (const page of readFrames(tables, ...span)) frames.push(...page)
  return frames
}

function showFrames(picture: FleetPicture, convoyId: ConvoyId, frames: readonly ShownFrame[]): void {
  const unpacker = createFrameUnpacker()
  for (const { packed } of frames) {
    if (packed) applyFrame(picture, decodeFrame(unpacker.unpack(packed)))
    else dropConvoy(picture, convoyId)
  }
}
