import type { RosterEvent } from '../../../schema/events.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import type { Leadership } from '../../../schema/leadership.ts'
import type { StoredReading } from '../../../schema/telemetry.ts'
import type { Ports } from '../../ports/index.ts'
import { followTopic } from '../../repositories/follow-topic.ts'
import { newestOfAll } from '../../repositories/latest-readings.ts'
import type { Roster } from '../../repositories/roster.ts'
import { type Channel, createChannel } from './channel.ts'
import { type ConvoyPicture, createConvoyPicture } from './convoy-picture.ts'
import { createSubscriber, type FrameSink } from './subscriber.ts'

export const frameRatesHz = [4, 2, 1] as const
export type FrameRateHz = (typeof frameRatesHz)[number]

export interface PictureDeps extends Pick<Ports, 'bus' | 'clock'> {
  roster: Roster
  leadershipOf(convoyId: ConvoyId): Leadership
  latestReading(droneId: DroneId): Promise<StoredReading | null>
  log: { warn(details: object, message: string): void }
}

/** Which convoys a subscriber sees; `convoyIds` null: all, those made later too. Box in degrees: west, south, east, north. */
export interface FrameRequest {
  convoyIds: readonly ConvoyId[] | null
  rateHz: FrameRateHz
  box: readonly [number, number, number, number] | null
}

export interface FrameSubscription {
  /** Replaces the request; a full frame of each convoy follows. Unknown convoys are left out until they exist. */
  change(request: FrameRequest): void
  /** Call about once a second. */
  tend(): void
  close(): void
}

/** The live picture of all convoys. Holds no truth: it is rebuilt from the newest stored readings at start. */
export interface LivePicture {
  /** The convoys of which a subscriber that asks so gets a full frame at once. */
  convoysOf(request: FrameRequest): ConvoyId[]
  subscribe(sink: FrameSink, request: FrameRequest): FrameSubscription
  readonly subscriberCount: number
}

/** Resolves once the newest stored reading of every drone is in the picture; follows the bus until `signal` aborts. */
export async function startLivePicture(deps: PictureDeps, signal: AbortSignal): Promise<LivePicture> {
  const epoch = Math.floor(deps.clock.nowMs() / 1000) >>> 0
  const convoys = new Map<ConvoyId, { picture: ConvoyPicture; channels: Map<FrameRateHz, Channel> }>()
  const subscriptions = new Set<{ refresh(): void }>()

  const entryOf = (convoyId: ConvoyId) => {
    const known = convoys.get(convoyId)
    if (known) return known
    const picture = createConvoyPicture(convoyId)
    const channels = new Map(
      frameRatesHz.map((rateHz) => {
        const leadershipOf = () => deps.leadershipOf(convoyId)
        return [rateHz, createChannel({ clock: deps.clock, epoch, leadershipOf }, picture, rateHz)] as const
      }),
    )
    const entry = { picture, channels }
    convoys.set(convoyId, entry)
    picture.enlist(deps.roster.dronesOf(convoyId))
    return entry
  }

  function applyAll(convoyId: ConvoyId, readings: readonly StoredReading[]): void {
    const { picture, channels } = entryOf(convoyId)
    const slots = readings.flatMap((reading) => picture.apply(reading) ?? [])
    const links = picture.takeChangedLinks()
    for (const channel of channels.values()) {
      if (channel.size === 0) continue
      for (const slot of slots) channel.touch(slot)
      if (links.length > 0) channel.touch(null, links)
    }
  }

  /** Takes in what changed of a convoy: these drones, or with null any. Who sees it is asked again unless only drones changed. */
  function rosterChanged({ convoyId, droneIds }: Pick<RosterEvent, 'convoyId' | 'droneIds'>): void {
    const isNew = !convoys.has(convoyId)
    const entry = entryOf(convoyId)
    const before = entry.picture.records.length
    const drones = droneIds ? droneIds.flatMap((droneId) => deps.roster.findDrone(droneId) ?? []) : null
    entry.picture.enlist(drones?.filter((drone) => drone.convoyId === convoyId) ?? deps.roster.dronesOf(convoyId))
    for (let slot = before; slot < entry.picture.records.length; slot++)
      for (const channel of entry.channels.values()) channel.touch(slot)
    if (isNew || !droneIds || droneIds.length === 0) for (const subscription of subscriptions) subscription.refresh()
  }

  const followReadings = () =>
    followTopic(
      deps,
      'readings',
      {
        name: 'the live picture',
        async missed() {
          for await (const { convoyId, readings } of newestOfAll(deps.roster, deps.latestReading)) {
            entryOf(convoyId).picture.enlist(deps.roster.dronesOf(convoyId))
            applyAll(convoyId, readings)
          }
        },
        hear: (message) => applyAll(message.convoyId, message.readings),
      },
      signal,
    )

  const followEvents = () =>
    followTopic(
      deps,
      'events',
      {
        name: 'the live picture',
        missed() {
          for (const { convoyId } of deps.roster.convoys()) rosterChanged({ convoyId, droneIds: null })
        },
        hear(message) {
          if (message.kind === 'roster') rosterChanged(message)
          if (message.kind === 'leadership')
            for (const channel of entryOf(message.convoyId).channels.values()) channel.touch(null)
        },
      },
      signal,
    )

  const convoysOf = (request: FrameRequest): ConvoyId[] => {
    const ids = request.convoyIds ?? [...deps.roster.convoys()].map((convoy) => convoy.convoyId)
    const { box } = request
    return ids.filter((id) => deps.roster.findConvoy(id) && (!box || isAnyInside(entryOf(id).picture, box)))
  }

  await followReadings()
  await followEvents()

  return {
    convoysOf,
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
        for (const channel of joined) if (!now.has(channel)) leave(channel)
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
      one.latitudeDeg >= south && one.latitudeDeg <= north && one.longitudeDeg >= west && one.longitudeDeg <= east,
  )
}
