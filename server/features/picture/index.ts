import type { ConvoyId } from '../../../schema/ids.ts'
import type { Feature, Platform } from '../../feature.ts'
import type { LatestReadings } from '../../repositories/latest-readings.ts'
import type { NewestReadings } from '../../repositories/newest-readings.ts'
import { type LivePicture, type PictureDeps, startLivePicture } from './live-picture.ts'
import { createPictureResolvers } from './resolvers.ts'
import { createLiveSocket } from './socket.ts'

interface Needs {
  /** Null in a process with neither the role web nor worker. */
  leadership: { of: PictureDeps['leadershipOf'] } | null
  newest: NewestReadings
  /** Null in a process without the role web. */
  latest: LatestReadings | null
}

/** The live picture of the convoys, as binary frames and, for other clients, as a GraphQL subscription. */
export async function openPicture(
  platform: Platform,
  { leadership, newest, latest }: Needs,
): Promise<Feature & { shown: ReturnType<typeof shownBy> | null }> {
  if (!leadership) return { shown: null }
  const deps = { ...platform, leadershipOf: leadership.of, newest }
  const picture = await startLivePicture(deps, platform.signal)
  const shown = shownBy(picture)
  if (!latest) return { shown }
  const live = createLiveSocket({ ...platform, picture })
  return {
    shown,
    resolvers: createPictureResolvers({ ...platform, latest }),
    upgradeDoors: { '/ws/live': live.handleUpgrade },
    metrics: [{ name: 'live_sockets', kind: 'gauge', help: 'Open sockets of /ws/live.', read: () => live.size }],
    drain: () => live.close(),
  }
}

interface FrameListener {
  onFrame(frame: Uint8Array): void
  /** No more frames of these convoys follow. */
  onGone(convoyIds: readonly ConvoyId[]): void
}

/** The frames of all convoys, once a second at most, for this process itself. */
export const shownBy = (picture: LivePicture) => ({
  follow({ onFrame, onGone }: FrameListener): () => void {
    const sink = { bufferedBytes: () => 0, sendConflated: () => {}, closeLaggard: () => {} }
    const request = { convoyIds: null, rateHz: 1, box: null } as const
    return picture.subscribe({ ...sink, sendFrame: onFrame, sendGone: onGone }, request).close
  },
  fullFrameOf: (convoyId: ConvoyId) => picture.fullFrameOf(convoyId, 1),
})
