import type { PartitionOf, Row, Table } from '../../schema/table-types.ts'
import type { ColumnOf, ColumnPage, Page, ScanRange, Tables } from '../ports/tables.ts'

/** All rows of a range of one partition (null: of the whole table), a page at a time. Never yields an empty page. */
export async function* everyPage<T extends Table>(
  store: Pick<Tables, 'scan'>,
  table: T,
  partition: PartitionOf<T> | null,
  range: Omit<ScanRange<T>, 'after'> = {},
): AsyncGenerator<Row<T>[]> {
  let after: string | null = null
  do {
    const page: Page<Row<T>> = await store.scan(table, partition, after === null ? range : { ...range, after })
    if (page.rows.length > 0) yield page.rows
    after = page.next
  } while (after !== null)
}

/** The same of some columns of a partition, as `scanColumns` returns them. */
export async function* everyColumnPage<T extends Table, N extends ColumnOf<T>>(
  store: Pick<Tables, 'scanColumns'>,
  table: T,
  partition: PartitionOf<T>,
  columns: readonly N[],
  range: Omit<ScanRange<T>, 'after'> = {},
): AsyncGenerator<ColumnPage<T, N>> {
  let after: string | null = null
  do {
    const from: ScanRange<T> = after === null ? range : { ...range, after }
    const page: ColumnPage<T, N> = await store.scanColumns(table, partition, columns, from)
    if (page.rowCount > 0) yield page
    after = page.next
  } while (after !== null)
}
