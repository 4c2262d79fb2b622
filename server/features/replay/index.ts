import type { Feature, Platform } from '../../feature.ts'
import { createFramesDoor } from './frames-door.ts'
import { type RecorderCounters, recordFrames, type ShownFrames } from './record.ts'
import { recordActivity } from './record-activity.ts'
import { recordRoster } from './record-roster.ts'
import { type BoardAt, createReplayResolvers } from './resolvers.ts'

interface Needs {
  /** Null in a process that keeps no picture. */
  shown: ShownFrames | null
  boardAt: BoardAt
}

/** Records what the live picture shows, and serves what was recorded. */
export function openReplay(platform: Platform, { shown, boardAt }: Needs): Feature {
  const { config, isShared } = platform
  const counters: RecorderCounters = { frames: 0, bytes: 0, gaps: 0 }
  if (shown && (!isShared || config.roles.has('worker')))
    platform.runExclusive('recording the picture', async (signal, lease) => {
      const failed = new AbortController()
      const until = AbortSignal.any([signal, failed.signal])
      const works = [recordFrames, recordRoster, recordActivity].map((record) =>
        record({ ...platform, shown, counters }, until, lease).catch((error: unknown) => failed.abort(error)),
      )
      await Promise.all(works)
      if (failed.signal.aborted) throw failed.signal.reason
    })
  return {
    ...(config.roles.has('web') && {
      requestDoors: [createFramesDoor(platform)],
      resolvers: createReplayResolvers({ ...platform, boardAt }),
    }),
    metrics: [
      {
        name: 'replay_recorded',
        kind: 'counter',
        help: 'Frames recorded for replay, bytes written for them, and gaps: times that frames could not be stored.',
        label: 'what',
        read: () => ({ ...counters }),
      },
    ],
  }
}
