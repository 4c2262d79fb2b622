/** The values that resolvers receive for the GraphQL types of this feature: codegen maps type X to `XModel`. */

import type { DroneTrack, Freshness } from '../../../lib/feed/feed.ts'
import type { Drone } from '../../../schema/convoys.ts'
import type { MarkKind } from '../../../schema/tables.ts'
import type { Mark } from '../../repositories/recorded-activity.ts'
import type { RecordedSpan } from '../../repositories/recorded-frames.ts'
import type { PastRoster } from '../../repositories/roster-history.ts'
import type { PictureCoverage } from './coverage.ts'
import type { ActivityStep, PastActivity } from './read-activity.ts'
import type { PastConvoy, PastPicture } from './read-picture.ts'
import type { PastRosters } from './read-rosters.ts'

export type PictureModel = PastPicture
export type RostersModel = PastRosters
export type ConvoyRosterModel = PastRosters['convoys'][number]
export type PictureConvoyModel = PastConvoy
export interface PictureDroneModel {
  track: DroneTrack
  roster: PastRoster | null
}
export type PastRosterModel = PastRoster
export type PastDroneModel = Drone
export type RecordedSpanModel = RecordedSpan
export type FreshnessModel = Freshness
export type PictureCoverageModel = PictureCoverage
export type RecordedActivityModel = PastActivity
export type ActivityStepModel = ActivityStep
export type TimelineMarkModel = Mark
export type MarkKindModel = MarkKind
