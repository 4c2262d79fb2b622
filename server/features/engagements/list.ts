import { describe, invalid, requireCount } from '../../../lib/errors.ts'
import { requirePermission } from '../../../lib/permissions.ts'
import type { Drone } from '../../../schema/convoys.ts'
import { type ConvoyId, type DroneId, type EngagementId, isUuid } from '../../../schema/ids.ts'
import type { Actor } from '../../../schema/permissions.ts'
import type { Ports } from '../../ports/index.ts'
import {
  type EngagementCursor,
  type RecentEngagements,
  readPage,
  recentCount,
  truncatePage,
} from '../../repositories/engagement-pages.ts'
import type { EngagementRow } from '../../repositories/engagements.ts'
import { type Roster, requireConvoy } from '../../repositories/roster.ts'

type Deps = Pick<Ports, 'tables'> & { roster: Pick<Roster, 'findConvoy'>; recents: RecentEngagements }

export interface EngagementsQuery {
  convoyId: ConvoyId
  /** Only of this drone. */
  droneId?: DroneId | null
  /** 1 … `maxEngagementsPerPage`. */
  first: number
  /** The `next` of the previous page; null starts with the newest record. */
  after: string | null
  /** Only records up to this instant; absent or null: all. */
  upToMs?: number | null
}

export interface EngagementsPage {
  nodes: EngagementRow[]
  /** Cursor of the next page; null after the last. A page may be short, or empty, while this is not null. */
  next: string | null
}

export const maxEngagementsPerPage = 500
const nilUuid = '00000000-0000-0000-0000-000000000000'

/**
 * Engagements of a convoy, newest first. A record that arrives while a client pages is included if it is older than the current
 * page. Fails with `missing` for an unknown convoy and with `invalid` for a bad page size or cursor.
 */
export async function listEngagements(
  deps: Deps,
  actor: Actor,
  { convoyId, droneId = null, first, after, upToMs = null }: EngagementsQuery,
  signal?: AbortSignal,
): Promise<EngagementsPage> {
  requirePermission(actor, 'picture:read')
  requireCount(first, 'first', maxEngagementsPerPage)
  const from = earlierOf(after === null ? null : parseCursor(after), upToMs)
  requireConvoy(deps.roster, convoyId)

  const isRecent = droneId !== null && from === null && first <= recentCount
  const recent = isRecent ? await deps.recents.read({ convoyId, droneId }) : null
  const page = recent
    ? truncatePage(recent, first)
    : await readPage(deps, { convoyId, droneId, ...(signal ? { signal } : {}) }, first, from)
  return { nodes: page.nodes, next: page.next && toText(page.next) }
}

/** Where a page begins that has nothing after `upToMs`. */
function earlierOf(cursor: EngagementCursor | null, upToMs: number | null): EngagementCursor | null {
  if (upToMs === null || (cursor && cursor.engagedAtMs <= upToMs)) return cursor
  return { engagedAtMs: upToMs, engagementId: nilUuid as EngagementId }
}

/** The convoys that a drone is or was in, as far as they are known. */
export async function convoysOf(
  roster: Pick<Roster, 'findConvoy' | 'pastConvoysOf'>,
  { convoyId, droneId, assignedAtMs }: Pick<Drone, 'convoyId' | 'droneId' | 'assignedAtMs'>,
): Promise<ConvoyId[]> {
  const past = assignedAtMs === null ? [] : await roster.pastConvoysOf(droneId)
  return [convoyId, ...past].filter((id) => roster.findConvoy(id))
}

/** At most `first` records of a drone from all convoys it has been in, newest first. `list` returns those of one convoy. */
export async function newestOfDrone<E extends { engagedAtMs: number }>(
  roster: Pick<Roster, 'findConvoy' | 'pastConvoysOf'>,
  drone: Pick<Drone, 'convoyId' | 'droneId' | 'assignedAtMs'>,
  first: number,
  list: (convoyId: ConvoyId) => Promise<readonly E[]>,
): Promise<E[]> {
  const pages = await Promise.all((await convoysOf(roster, drone)).map(list))
  return pages
    .flat()
    .sort((a, b) => b.engagedAtMs - a.engagedAtMs)
    .slice(0, first)
}

const toText = ({ engagedAtMs, engagementId }: EngagementCursor): string =>
  Buffer.from(`${engagedAtMs} ${engagementId}`).toString('base64url')

function parseCursor(text: string): EngagementCursor {
  const [at, id, ...rest] = Buffer.from(text, 'base64url').toString().split(' ')
  const engagedAtMs = Number(at)
  if (!isUuid(id) || rest.length > 0 || !Number.isSafeInteger(engagedAtMs) || engagedAtMs < 0) {
    throw invalid('after', 'the `next` of an earlier page', describe(text))
  }
  return { engagedAtMs, engagementId: id as EngagementId }
}
