/** Formats of exported readings, by the name that a request and the file's extension have. */
export const exportFormatNames = ['ndjson', 'csv', 'geojson', 'gpx', 'kml', 'parquet'] as const
export type ExportFormatName = (typeof exportFormatNames)[number]
