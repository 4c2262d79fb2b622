import type { Feature, Platform } from '../../feature.ts'
import type { LatestReadings } from '../../repositories/latest-readings.ts'
import type { NewestReadings } from '../../repositories/newest-readings.ts'
import { type PictureDeps, startLivePicture } from './live-picture.ts'
import { createPictureResolvers } from './resolvers.ts'
import { createLiveSocket } from './socket.ts'

interface Needs {
  /** Null, like `latest`, in a process without the role web. */
  leadership: { of: PictureDeps['leadershipOf'] } | null
  newest: NewestReadings
  latest: LatestReadings | null
}

/** The live picture of the convoys, as binary frames and, for other clients, as a GraphQL subscription. */
export async function openPicture(platform: Platform, { leadership, newest, latest }: Needs): Promise<Feature> {
  if (!leadership || !latest) return {}
  const deps = { ...platform, leadershipOf: leadership.of, newest }
  const picture = await startLivePicture(deps, platform.signal)
  const live = createLiveSocket({ ...platform, picture })
  return {
    resolvers: createPictureResolvers({ ...platform, latest }),
    upgradeDoors: { '/ws/live': live.handleUpgrade },
    metrics: [{ name: 'live_sockets', kind: 'gauge', help: 'Open sockets of /ws/live.', read: () => live.size }],
    drain: () => live.close(),
  }
}
