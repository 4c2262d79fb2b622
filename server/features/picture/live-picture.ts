import { isFailure } from '../../../lib/errors.ts'
import { noReadingFlag } from '../../../lib/frames/layout.ts'
import type { RosterEvent } from '../../../schema/events.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import type { Leadership } from '../../../schema/leadership.ts'
import type { StoredReading } from '../../../schema/telemetry.ts'
import type { Ports } from '../../ports/index.ts'
import { followTopic } from '../../repositories/follow-topic.ts'
import type { NewestReadings } from '../../repositories/newest-readings.ts'
import type { Roster } from '../../repositories/roster.ts'
import { type Channel, createChannel } from './channel.ts'
import { type ConvoyPicture, createConvoyPicture } from './convoy-picture.ts'
import { createFixedPace, createPacer } from './pacer.ts'
import { createSubscriber, type FrameSink } from './subscriber.ts'

/** The first is the default: at least so many a second while there are changes, and more while frames cost little. The others are fixed. */
export const frameRatesHz = [4, 2, 1] as const
export type FrameRateHz = (typeof frameRatesHz)[number]

export interface PictureDeps extends Pick<Ports, 'bus' | 'clock'> {
  roster: Roster
  leadershipOf(convoyId: ConvoyId): Leadership
  newest: Pick<NewestReadings, 'of' | 'ofAll'>
  log: { warn(details: object, message: string): void }
}

/** The convoys that a subscriber sees; `convoyIds` null: all, including those created later. Box in degrees: west, south, east, north. */
export interface FrameRequest {
  convoyIds: readonly ConvoyId[] | null
  rateHz: FrameRateHz
  box: readonly [number, number, number, number] | null
}

export interface FrameSubscription {
  /** Replaces the request; a full frame of each convoy follows. Unknown convoys are skipped until they exist. */
  change(request: FrameRequest): void
  /** To be called about once a second. */
  tend(): void
  close(): void
}

/** The live picture of all convoys: a cache, rebuilt from the newest stored readings at start. */
export interface LivePicture {
  /** The convoys that match the request: a new subscriber gets a full frame of each. */
  convoysOf(request: FrameRequest): ConvoyId[]
  subscribe(sink: FrameSink, request: FrameRequest): FrameSubscription
  /**
   * The convoy as subscribers of this rate have it now: they are first sent the changes that are due. Null for a convoy that is
   * archived or unknown.
   */
  fullFrameOf(convoyId: ConvoyId, rateHz: FrameRateHz): Uint8Array | null
  readonly subscriberCount: number
}

/** Resolves once the newest stored reading of every drone is in the picture; follows the bus until `signal` aborts. */
export async function startLivePicture(deps: PictureDeps, signal: AbortSignal): Promise<LivePicture> {
  const epoch = Math.floor(deps.clock.nowMs() / 1000) >>> 0
  const convoys = new Map<ConvoyId, { picture: ConvoyPicture; channels: Map<FrameRateHz, Channel> }>()
  const pacer = createPacer(deps.clock)
  const paceOf = (rateHz: FrameRateHz) => (rateHz === 4 ? pacer.createPace() : createFixedPace(deps.clock, rateHz))
  const subscriptions = new Set<{ refresh(): void }>()
  /** Convoys that were in use at the last check. */
  const shown = new Set<ConvoyId>()

  for (const { convoyId } of deps.roster.convoys()) shown.add(convoyId)

  const entryOf = (convoyId: ConvoyId) => {
    const known = convoys.get(convoyId)
    if (known) return known
    const picture = createConvoyPicture(convoyId)
    const channels = new Map(
      frameRatesHz.map((rateHz) => {
        const leadershipOf = () => deps.leadershipOf(convoyId)
        return [rateHz, createChannel({ clock: deps.clock, epoch, leadershipOf }, picture, paceOf(rateHz))] as const
      }),
    )
    const entry = { picture, channels }
    convoys.set(convoyId, entry)
    picture.enlist(deps.roster.dronesOf(convoyId))
    return entry
  }

  /** Adds these drones of a convoy, by default all of its drones; subscribers get a record of each that is new. */
  function enlist(convoyId: ConvoyId, drones = deps.roster.dronesOf(convoyId)): void {
    const { picture, channels } = entryOf(convoyId)
    const before = picture.records.length
    picture.enlist(drones)
    for (let slot = before; slot < picture.records.length; slot++)
      for (const channel of channels.values()) channel.touch(slot)
  }

  /** A drone may have been assigned to another convoy while its reading was in flight: it is drawn in its current one. */
  const belongsTo = ({ droneId }: StoredReading, published: ConvoyId) =>
    deps.roster.findDrone(droneId)?.convoyId ?? published

  function applyAll(published: ConvoyId, readings: readonly StoredReading[]): void {
    for (const [convoyId, own] of Map.groupBy(readings, (reading) => belongsTo(reading, published)))
      applyTo(convoyId, own)
  }

  function applyTo(convoyId: ConvoyId, readings: readonly StoredReading[]): void {
    const { picture, channels } = entryOf(convoyId)
    const slots = readings.flatMap((reading) => picture.apply(reading) ?? [])
    const links = picture.takeChangedLinks()
    for (const channel of channels.values()) {
      if (channel.size === 0) continue
      for (const slot of slots) channel.touch(slot)
      if (links.length > 0) channel.touch(null, links)
    }
  }

  const isInUse = (convoyId: ConvoyId) => deps.roster.findConvoy(convoyId)?.archivedAtMs === null

  /** Applies a roster change: to these drones, or, for null, to any. Updates the visibility of the convoy unless only drones changed. */
  async function rosterChanged({ convoyId, droneIds }: Pick<RosterEvent, 'convoyId' | 'droneIds'>): Promise<void> {
    const { roster } = deps
    const isNew = !convoys.has(convoyId)
    const { picture, channels } = entryOf(convoyId)
    const isMember = (droneId: DroneId) => {
      const drone = roster.findDrone(droneId)
      return drone?.convoyId === convoyId && drone.retiredAtMs === null
    }
    const mayHaveLeft = !droneIds || droneIds.some((droneId) => picture.has(droneId) && !isMember(droneId))
    if (mayHaveLeft && picture.retain(isMember)) for (const channel of channels.values()) channel.restart()
    const before = picture.records.length
    enlist(
      convoyId,
      droneIds?.filter(isMember).flatMap((droneId) => roster.findDrone(droneId) ?? []),
    )
    const isRestored = isInUse(convoyId) && !shown.has(convoyId)
    const arrived = picture.records.slice(isRestored ? 0 : before).map(({ droneId }) => droneId)
    if (isNew || !droneIds || droneIds.length === 0) for (const subscription of subscriptions) subscription.refresh()
    if (isInUse(convoyId)) shown.add(convoyId)
    else shown.delete(convoyId)
    // A new drone has no readings yet; one that moved here or returned to service has.
    await loadNewest(
      convoyId,
      arrived.filter((droneId) => isRestored || (roster.findDrone(droneId)?.version ?? 1) > 1),
    )
  }

  async function loadNewest(convoyId: ConvoyId, droneIds: readonly DroneId[]): Promise<void> {
    try {
      const readings = await deps.newest.of(droneIds)
      applyTo(
        convoyId,
        readings.filter((reading) => reading !== null),
      )
    } catch (error) {
      if (!isFailure(error)) throw error
      deps.log.warn({ error }, 'newest readings could not be loaded; these drones appear when they next report')
    }
  }

  const followReadings = () =>
    followTopic(
      deps,
      'readings',
      {
        name: 'the live picture',
        async reload() {
          for (const { convoyId } of deps.roster.convoys()) enlist(convoyId)
          for await (const { convoyId, readings } of deps.newest.ofAll()) applyAll(convoyId, readings)
        },
        onMessage: (message) => applyAll(message.convoyId, message.readings),
      },
      signal,
    )

  const followEvents = () =>
    followTopic(
      deps,
      'events',
      {
        name: 'the live picture',
        async reload() {
          const all = [...deps.roster.convoys(), ...deps.roster.archivedConvoys()]
          for (const { convoyId } of all) await rosterChanged({ convoyId, droneIds: null })
        },
        async onMessage(message) {
          if (message.kind === 'roster') await rosterChanged(message)
          if (message.kind === 'leadership')
            for (const channel of entryOf(message.convoyId).channels.values()) channel.touch(null)
        },
      },
      signal,
    )

  const convoysOf = (request: FrameRequest): ConvoyId[] => {
    const ids = request.convoyIds ?? [...deps.roster.convoys()].map((convoy) => convoy.convoyId)
    const { box } = request
    return ids.filter((id) => isInUse(id) && (!box || isAnyInside(entryOf(id).picture, box)))
  }

  await followReadings()
  await followEvents()

  return {
    convoysOf,
    fullFrameOf(convoyId, rateHz) {
      const channel = isInUse(convoyId) ? entryOf(convoyId).channels.get(rateHz) : undefined
      channel?.flush()
      return channel?.fullFrame() ?? null
    },
    get subscriberCount() {
      return subscriptions.size
    },
    subscribe(sink, first) {
      const subscriber = createSubscriber(deps.clock, sink)
      const joined = new Set<Channel>()
      let request = first

      const wanted = (): Set<Channel> => {
        const channels = new Set<Channel>()
        for (const convoyId of convoysOf(request)) {
          const channel = entryOf(convoyId).channels.get(request.rateHz)
          if (channel) channels.add(channel)
        }
        return channels
      }
      const leave = (channel: Channel) => {
        channel.leave(subscriber)
        subscriber.forget(channel)
        joined.delete(channel)
      }
      const refresh = () => {
        const now = wanted()
        const gone = [...joined].filter((channel) => !now.has(channel))
        for (const channel of gone) leave(channel)
        if (gone.length > 0) sink.sendGone(gone.map(({ picture }) => picture.convoyId))
        for (const channel of now)
          if (!joined.has(channel)) {
            joined.add(channel)
            channel.join(subscriber)
          }
      }
      const subscription = { refresh }
      subscriptions.add(subscription)
      refresh()
      return {
        change(next) {
          request = next
          for (const channel of joined) leave(channel)
          refresh()
        },
        tend() {
          subscriber.tend()
          if (request.box) refresh()
        },
        close() {
          subscriptions.delete(subscription)
          for (const channel of joined) leave(channel)
        },
      }
    },
  }
}

function isAnyInside(
  picture: ConvoyPicture,
  [west, south, east, north]: readonly [number, number, number, number],
): boolean {
  return picture.records.some(
    (one) =>
      (one.flags & noReadingFlag) === 0 &&
      one.latitudeDeg >= south &&
      one.latitudeDeg <= north &&
      one.longitudeDeg >= west &&
      one.longitudeDeg <= east,
  )
}
