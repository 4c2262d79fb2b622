/** Columns of the lake whose names DuckDB takes for a word of its own. */
const reserved: ReadonlySet<string> = new Set(['at'])

/** A column as it stands in SQL. */
export const sqlName = (column: string): string => (reserved.has(column) ? `"${column}"` : column)
