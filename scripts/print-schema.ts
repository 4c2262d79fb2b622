/** `node scripts/print-schema.ts`: prints the CQL files again from the tables that schema/ declares. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { printCoreSchema, printViews } from '../schema/cql/print.ts'
import { views } from '../schema/table-views.ts'
import { schemaTables } from '../schema/tables-later.ts'

const folder = join(import.meta.dirname, '../schema/cql')
writeFileSync(join(folder, '001_core_schema.cql'), printCoreSchema(schemaTables))
writeFileSync(join(folder, '002_engagement_views.cql'), printViews(views))
