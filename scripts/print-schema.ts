/** `node scripts/print-schema.ts`: prints again what follows from schema/: CQL of its tables, GraphQL of its measured fields. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { printMeasuredRows } from '../lib/frames/print-layout.ts'
import { printCoreSchema, printViews } from '../schema/cql/print.ts'
import { readingTypeDefs } from '../schema/graphql/reading.ts'
import { views } from '../schema/table-views.ts'
import { schemaTables } from '../schema/tables-later.ts'

const schema = join(import.meta.dirname, '../schema')
const folder = join(schema, 'cql')
writeFileSync(join(folder, '001_core_schema.cql'), printCoreSchema(schemaTables))
writeFileSync(join(folder, '002_engagement_views.cql'), printViews(views))
writeFileSync(join(schema, 'graphql/reading.graphql'), readingTypeDefs)
const frames = join(schema, 'frames.md')
writeFileSync(frames, printMeasuredRows(readFileSync(frames, 'utf8')))
