/** Views that the database keeps of a table. The app does not read them: they are for manual queries. */
import type { Clustering, Table } from './table-types.ts'
import { engagements } from './tables.ts'

export interface View {
  name: string
  of: Table
  partitionKey: readonly string[]
  /** With the partition key it holds the whole key of the table, and at most one column more. */
  clustering: readonly Clustering[]
  description: string
}

export const views: readonly View[] = [
  {
    name: 'engagements_by_drone',
    of: engagements,
    partitionKey: ['droneId'],
    clustering: [
      { column: 'engagedAtMs', order: 'desc' },
      { column: 'engagementId', order: 'asc' },
      { column: 'convoyId', order: 'asc' },
      { column: 'dayMs', order: 'asc' },
    ],
    description: 'Engagements of a drone in all convoys, newest first.',
  },
  {
    name: 'engagements_by_weapon_type',
    of: engagements,
    partitionKey: ['weaponType', 'dayMs'],
    clustering: [
      { column: 'engagedAtMs', order: 'desc' },
      { column: 'engagementId', order: 'asc' },
      { column: 'convoyId', order: 'asc' },
    ],
    description: 'Engagements of a day with one type of weapon, newest first.',
  },
]
