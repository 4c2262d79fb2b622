import { createChecksum } from '../../../lib/lake/checksum.ts'
import type { DroneId } from '../../../schema/ids.ts'
import { lakeColumns } from '../../../schema/lake-columns.ts'
import type { LakeFault, LakeManifest } from '../../ports/lake.ts'
import { listHour, type ReadDeps, readHour } from './read-hour.ts'

/**
 * Compares the telemetry that a manifest names with the store, by rows and checksum: hours of one file, which are those that are
 * closed. Readings that were received since the file was written are none of its business.
 */
export async function compareWithStore(
  deps: ReadDeps,
  manifest: LakeManifest,
): Promise<{ faults: LakeFault[]; compared: number; skipped: number }> {
  const telemetry = manifest.files.filter(({ table }) => table === 'telemetry')
  const hours = Map.groupBy(telemetry, ({ hourMs }) => hourMs)
  const faults: LakeFault[] = []
  let compared = 0
  for (const [startMs, [file, ...others]] of hours) {
    if (startMs === null || !file || others.length > 0) continue
    const droneIds: DroneId[] = (await listHour(deps.tables, startMs)).map(({ droneId }) => droneId)
    const checksum = createChecksum(Object.values(lakeColumns.telemetry))
    const read = { startMs, droneIds, receivedUpToMs: file.readAtMs, cursors: new Map() }
    for await (const batch of readHour(deps, read)) checksum.add(batch)
    compared += 1
    const [expected, got] = [checksum, { rows: file.rows, value: file.contents }].map(
      ({ rows, value }) => `${rows} rows with checksum ${value}`,
    )
    if (expected !== got && expected && got)
      faults.push({
        table: 'telemetry',
        path: file.path,
        hourMs: startMs,
        expected: `${expected}, as in the store`,
        got,
      })
  }
  return { faults, compared, skipped: hours.size - compared }
}
