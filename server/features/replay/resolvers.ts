import { requireIds } from '../../../lib/arguments.ts'
import { invalid } from '../../../lib/errors.ts'
import { requirePermission } from '../../../lib/permissions.ts'
import { inCapitals } from '../../../lib/text/in-capitals.ts'
import type { ConvoyId } from '../../../schema/ids.ts'
import type { Actor } from '../../../schema/permissions.ts'
import { markKinds } from '../../../schema/tables.ts'
import type { Ports } from '../../ports/index.ts'
import { readSpans } from '../../repositories/recorded-frames.ts'
import { type Roster, requireConvoys } from '../../repositories/roster.ts'
import type { Resolvers, ResolversTypes } from '../../resolvers.generated.ts'
import { pictureCoverages } from './coverage.ts'
import { readPastActivity, requireSpan } from './read-activity.ts'
import { readPicture } from './read-picture.ts'
import { findRostersUntil, readRosters } from './read-rosters.ts'

/** The board of a convoy at a past instant. */
export type BoardAt = (
  actor: Actor,
  question: { convoyId: ConvoyId; limit: number; atMs: number; rankBy: 'ACCURACY' | 'WILSON' },
) => Promise<Awaited<ResolversTypes['Leaderboard']>>

type Deps = Pick<Ports, 'tables' | 'clock'> & { roster: Roster; boardAt: BoardAt }

const mostConvoys = 1_000

export const createReplayResolvers = (deps: Deps): Resolvers => ({
  Freshness: inCapitals(['live', 'late', 'lost', 'silent']),
  PictureCoverage: inCapitals(pictureCoverages),
  Query: {
    picture(_, { at, convoyIds }, { actor }) {
      requirePast(deps.clock, at)
      return readPicture(deps, actor, wantedConvoys(deps.roster, convoyIds), at)
    },
    rosters(_, { at }, { actor }) {
      requirePast(deps.clock, at)
      return readRosters(deps, actor, wantedConvoys(deps.roster, null), at)
    },
    recording(_, { from, to }, { actor }) {
      requirePermission(actor, 'picture:read')
      requireSpan(from, to)
      return readSpans(deps.tables, from, to)
    },
    recordedActivity(_, { from, to, convoyIds, steps }, { actor }) {
      const wanted = convoyIds ? wantedConvoys(deps.roster, convoyIds) : null
      return readPastActivity(deps, actor, { convoyIds: wanted, fromMs: from, toMs: to, steps })
    },
  },
  Rosters: { at: ({ atMs }) => atMs, until: (rosters) => findRostersUntil(deps, rosters) },
  RecordedSpan: { from: ({ startedAtMs }) => startedAtMs, to: ({ untilMs }) => untilMs },
  MarkKind: inCapitals(markKinds),
  ActivityStep: { at: ({ atMs }) => atMs },
  TimelineMark: { at: ({ atMs }) => atMs },
  Picture: {
    at: ({ atMs }) => atMs,
    isRecorded: ({ coverage }) => coverage === 'recorded',
  },
  PictureConvoy: {
    leadershipState: ({ leadership }) => leadership.state,
    term: ({ leadership }) => leadership.term,
    leaderId: ({ leadership }) => leadership.leaderId,
    rivalId: ({ leadership }) => leadership.rivalId,
    heartbeatAt: ({ leadership }) => leadership.heartbeatAtMs,
    drones: ({ track, roster }) => track?.drones.map((drone) => ({ track: drone, roster })) ?? [],
    leaderboard: ({ convoyId, atMs }, { limit, rankBy }, { actor }) =>
      deps.boardAt(actor, { convoyId, limit, atMs, rankBy }),
  },
  PictureDrone: {
    droneId: ({ track }) => track.droneId,
    callsign: ({ track, roster }) => roster?.drones.get(track.droneId)?.callsign ?? null,
    freshness: ({ track }) => track.freshness,
    reading: ({ track }) =>
      track.hasReading ? { ...track, leadership: null, receivedAtMs: track.recordedAtMs } : null,
  },
  PastRoster: {
    callsign: ({ convoy }) => convoy.callsign,
    commandingUnit: ({ convoy }) => convoy.commandingUnit,
    roe: ({ convoy }) => convoy.roe,
    status: ({ convoy }) => convoy.status,
    archivedAt: ({ convoy }) => convoy.archivedAtMs,
    drones: ({ drones }) => [...drones.values()],
  },
})

function requirePast({ nowMs }: Deps['clock'], atMs: number): void {
  if (atMs > nowMs()) throw invalid('at', 'an instant of the past', new Date(atMs).toISOString())
}

/** Archived convoys too: they may have been shown. */
function wantedConvoys(roster: Roster, convoyIds: readonly string[] | null): readonly ConvoyId[] {
  if (!convoyIds) return [...roster.convoys(), ...roster.archivedConvoys()].map(({ convoyId }) => convoyId)
  const wanted = requireIds<ConvoyId>(convoyIds, 'convoyIds', mostConvoys)
  requireConvoys(roster, wanted)
  return wanted
}
