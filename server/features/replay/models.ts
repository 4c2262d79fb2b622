/** The values that resolvers receive for the GraphQL types of this feature: codegen maps type X to `XModel`. */
import type { ConvoyTrack, DroneTrack, Freshness } from '../../../lib/feed/feed.ts'
import type { RecordedSpan } from '../../repositories/recorded-frames.ts'
import type { PastPicture } from './read-picture.ts'

export type PictureModel = PastPicture
export type PictureConvoyModel = ConvoyTrack
export type PictureDroneModel = DroneTrack
export type RecordedSpanModel = RecordedSpan
export type FreshnessModel = Freshness
