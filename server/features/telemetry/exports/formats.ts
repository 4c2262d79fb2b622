import type { ExportFormatName } from '../../../../schema/exports.ts'
import { createGeoJsonWriter } from './geojson.ts'
import { createGpxWriter } from './gpx.ts'
import { createKmlWriter } from './kml.ts'
import { createCsvWriter, createNdjsonWriter } from './rows.ts'
import type { ExportWriter } from './writer.ts'

export interface TextFormat {
  name: ExportFormatName
  contentType: string
  createWriter(): ExportWriter
}
const parquetFormat = { name: 'parquet', contentType: 'application/vnd.apache.parquet' } as const
export type ExportFormat = TextFormat | typeof parquetFormat

const textFormat = (name: ExportFormatName, contentType: string, createWriter: () => ExportWriter): TextFormat => ({
  name,
  contentType,
  createWriter,
})

export const textFormats: readonly TextFormat[] = [
  textFormat('ndjson', 'application/x-ndjson; charset=utf-8', createNdjsonWriter),
  textFormat('csv', 'text/csv; charset=utf-8', createCsvWriter),
  textFormat('geojson', 'application/geo+json', createGeoJsonWriter),
  textFormat('gpx', 'application/gpx+xml; charset=utf-8', createGpxWriter),
  textFormat('kml', 'application/vnd.google-earth.kml+xml; charset=utf-8', createKmlWriter),
]

/** By name, which is the extension of the file too. */
export const exportFormats: readonly ExportFormat[] = [...textFormats, parquetFormat]
