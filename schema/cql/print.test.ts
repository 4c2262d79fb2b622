import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { views } from '../table-views.ts'
import { schemaTables } from '../tables-later.ts'
import { toCqlName } from './names.ts'
import { printCoreSchema, printViews } from './print.ts'

const committed = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8')

describe('the printed schema', () => {
  test('is what was committed: node scripts/print-schema.ts prints it again', () => {
    expect(committed('001_core_schema.cql')).toBe(printCoreSchema(schemaTables))
    expect(committed('002_engagement_views.cql')).toBe(printViews(views))
  })

  test('names no two columns of a table alike', () => {
    for (const { columns } of schemaTables) {
      const names = Object.entries(columns).map(([name, { kind }]) => toCqlName(name, kind))
      expect(new Set(names).size).toBe(names.length)
    }
  })

  test('has every table that the design names', () => {
    const wanted = `convoys drones waypoints telemetry convoy_frames engagements engagement_claims leaderboard
      leaderboard_snapshots accuracy_counters leadership leadership_events commands command_events missions alerts users
      sessions device_keys audit`.split(/\s+/)
    expect(schemaTables.map(({ name }) => name)).toEqual(expect.arrayContaining(wanted))
    expect(new Set(schemaTables.map(({ name }) => name)).size).toBe(schemaTables.length)
  })

  test('gives readings thirty days in windows of a day, by files that expire whole', () => {
    const telemetry = /CREATE TABLE IF NOT EXISTS telemetry \([^;]*;/.exec(committed('001_core_schema.cql'))?.[0]
    expect(telemetry).toContain('PRIMARY KEY ((drone_id, time_bucket), recorded_at, sequence)')
    expect(telemetry).toContain('CLUSTERING ORDER BY (recorded_at DESC, sequence DESC)')
    expect(telemetry).toContain('default_time_to_live = 2592000')
    expect(telemetry).toContain("'compaction_window_unit': 'HOURS', 'compaction_window_size': '24'")
  })

  test('is plain ASCII', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what ASCII is.
    expect(printCoreSchema(schemaTables) + printViews(views)).toMatch(/^[\x00-\x7f]*$/)
  })

  test('names no option that only one of the databases knows', () => {
    for (const name of ['001_core_schema.cql', '002_engagement_views.cql'])
      expect(committed(name).replaceAll(/--.*$/gm, '')).not.toMatch(
        /tablets|IncrementalCompaction|BYPASS|USING TIMEOUT/i,
      )
  })
})
