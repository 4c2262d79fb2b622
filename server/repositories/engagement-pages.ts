import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import { type ReadStrategyName, strategyDefaults } from '../../schema/strategies.ts'
import type { Ports } from '../ports/index.ts'
import { type EngagementRow, engagementsNewestFirst } from './engagements.ts'
import { createReader, type Reader } from './strategies/reader.ts'

/** The first record of a page. */
export type EngagementCursor = Pick<EngagementRow, 'engagedAtMs' | 'engagementId'>

export interface PageOfEngagements {
  /** Newest first. */
  nodes: EngagementRow[]
  /** Cursor of the next page; null after the last. A page may be short, or empty, while this is not null. */
  next: EngagementCursor | null
}

/** A page for one drone ends early after scanning this many records of other drones. */
const maxRowsScanned = 10_000

/** At most `limit` records of a convoy, or of one of its drones, starting at `from` or with the newest. */
export async function readPage(
  { tables }: Pick<Ports, 'tables'>,
  of: { convoyId: ConvoyId; droneId: DroneId | null; signal?: AbortSignal },
  limit: number,
  from: EngagementCursor | null,
): Promise<PageOfEngagements> {
  const nodes: EngagementRow[] = []
  let scanned = 0
  const rowsAtOnce = of.droneId === null ? limit + 1 : 1_000
  for await (const rows of engagementsNewestFirst(tables, of.convoyId, from, rowsAtOnce)) {
    of.signal?.throwIfAborted()
    for (const row of rows) {
      if (nodes.length === limit || scanned === maxRowsScanned) return { nodes, next: toCursor(row) }
      scanned += 1
      if (of.droneId === null || row.droneId === of.droneId) nodes.push(row)
    }
  }
  return { nodes, next: null }
}

/** The first `limit` of a longer page. */
export function truncatePage({ nodes, next }: PageOfEngagements, limit: number): PageOfEngagements {
  const rest = nodes[limit]
  return rest ? { nodes: nodes.slice(0, limit), next: toCursor(rest) } : { nodes, next }
}

const toCursor = ({ engagedAtMs, engagementId }: EngagementRow): EngagementCursor => ({ engagedAtMs, engagementId })

/** How many of a drone's newest records are cached. */
export const recentCount = 20

/** A cache of each drone's newest records, for its panel: avoids scanning all records of the convoy. */
export type RecentEngagements = Reader<{ convoyId: ConvoyId; droneId: DroneId }, PageOfEngagements>

export const createRecentEngagements = (
  deps: Pick<Ports, 'tables' | 'cache' | 'clock'>,
  strategy: ReadStrategyName = strategyDefaults['recent-engagements'].read,
): RecentEngagements =>
  createReader(
    deps,
    {
      name: 'recent-engagements',
      keyTextOf: ({ convoyId, droneId }) => `${convoyId}:${droneId}`,
      load: (key) => readPage(deps, key, recentCount, null),
      ttlMs: 60_000,
    },
    strategy,
  )
