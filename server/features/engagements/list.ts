import { describe, Failure } from '../../../lib/errors.ts'
import { requirePermission } from '../../../lib/permissions.ts'
import { type ConvoyId, type DroneId, type EngagementId, isUuid } from '../../../schema/ids.ts'
import type { Actor } from '../../../schema/permissions.ts'
import type { Ports } from '../../ports/index.ts'
import { type EngagementRow, engagementsNewestFirst } from '../../repositories/engagements.ts'
import type { Roster } from '../../repositories/roster.ts'

type Deps = Pick<Ports, 'tables'> & { roster: Pick<Roster, 'findConvoy'> }

export interface EngagementsQuestion {
  convoyId: ConvoyId
  /** Only of this drone. */
  droneId?: DroneId | null
  /** 1 … `maxEngagementsPerPage`. */
  first: number
  /** The `next` of the page before; null: from the newest. */
  after: string | null
}

export interface EngagementsPage {
  nodes: EngagementRow[]
  /** Where the next page begins; null after the last. A page may be short, or empty, while this is not null. */
  next: string | null
}

export const maxEngagementsPerPage = 500
/** So many records of other drones are passed over for one page before it ends short. */
const maxRowsLookedAt = 10_000

/**
 * Records of engagements of a convoy, newest first. Records that come while paging are not missed if they are older than
 * the page. Fails with `missing` for an unknown convoy, `invalid` for a page size or cursor that is none.
 */
export async function listEngagements(
  deps: Deps,
  actor: Actor,
  { convoyId, droneId = null, first, after }: EngagementsQuestion,
): Promise<EngagementsPage> {
  requirePermission(actor, 'picture:read')
  requirePageSize(first)
  const from = after === null ? null : parseCursor(after)
  if (!deps.roster.findConvoy(convoyId)) throw new Failure('missing', `There is no convoy ${convoyId}.`)

  const nodes: EngagementRow[] = []
  let looked = 0
  const pageSize = droneId === null ? first + 1 : 1_000
  for await (const rows of engagementsNewestFirst(deps.tables, convoyId, from, pageSize)) {
    for (const row of rows) {
      if (nodes.length === first || looked === maxRowsLookedAt) return { nodes, next: toCursor(row) }
      looked += 1
      if (droneId === null || row.droneId === droneId) nodes.push(row)
    }
  }
  return { nodes, next: null }
}

function requirePageSize(first: number): void {
  if (Number.isInteger(first) && first >= 1 && first <= maxEngagementsPerPage) return
  throw invalid('first', `1 to ${maxEngagementsPerPage}`, first)
}

type Cursor = Pick<EngagementRow, 'engagedAtMs' | 'engagementId'>

/** Names the record that the next page begins with. */
const toCursor = ({ engagedAtMs, engagementId }: Cursor): string =>
  Buffer.from(`${engagedAtMs} ${engagementId}`).toString('base64url')

function parseCursor(text: string): Cursor {
  const [at, id, ...rest] = Buffer.from(text, 'base64url').toString().split(' ')
  const engagedAtMs = Number(at)
  if (!isUuid(id) || rest.length > 0 || !Number.isSafeInteger(engagedAtMs) || engagedAtMs < 0) {
    throw invalid('after', 'the `next` of a page before', text)
  }
  return { engagedAtMs, engagementId: id as EngagementId }
}

function invalid(path: string, expected: string, got: unknown): Failure {
  return new Failure('invalid', `${path}: expected ${expected}, got ${describe(got)}.`, {
    faults: [{ code: 'invalid', path, expected, got: describe(got) }],
  })
}
