/** Rows of every kind of column, in hours that close, for tests of the packer. */
import {
  blob,
  boolean,
  defineTable,
  double,
  int,
  nullable,
  type Row,
  structure,
  text,
  timestamp,
  uuid,
} from '../../../schema/table-types.ts'
import type { Tables } from '../../ports/tables.ts'

export const hourMs = 3_600_000
export const dayMs = 24 * hourMs
export const samples = defineTable('samples', {
  description: '',
  columns: {
    ownerId: uuid(),
    hourMs: timestamp(),
    atMs: timestamp(),
    n: int(),
    ratio: nullable(double()),
    note: nullable(text()),
    isOpen: boolean(),
    load: blob(),
    shape: nullable(structure<unknown>()),
  },
  partitionKey: ['ownerId', 'hourMs'],
  clustering: [
    { column: 'atMs', order: 'desc' },
    { column: 'n', order: 'asc' },
  ],
  ttlMs: dayMs,
  windowBy: 'hourMs',
  closesAfterMs: hourMs,
})
export type Sample = Row<typeof samples>

const ownerOf = (owner: number) => `00000000-0000-4000-8000-00000000000${owner}`
export const sampleOf = (owner: number, atMs: number, version = 0): Sample => ({
  ownerId: ownerOf(owner),
  hourMs: Math.floor(atMs / hourMs) * hourMs,
  atMs,
  n: atMs % 3,
  ratio: atMs % 5 ? atMs / 7 + version : null,
  note: atMs % 4 ? `${version} ${'é'.repeat(atMs % 9)}` : null,
  isOpen: atMs % 2 === 0,
  // Hardly compressible, so that a block has few rows.
  load: Uint8Array.from({ length: 24 }, (_, i) => Math.imul(atMs + version, 2_654_435_761 + 2 * i) >>> 24),
  shape: atMs % 6 ? { version, list: [atMs, null] } : null,
})
export const samplesOf = (owner: number, from: number, count: number, version = 0) =>
  Array.from({ length: count }, (_, i) => sampleOf(owner, from + 10 * i, version))

/** Every row of an owner's partition, in pages. */
export async function readAll(tables: Tables, partition: Sample, limit = 1_000, reverse = false): Promise<Sample[]> {
  const rows: Sample[] = []
  for (let after: string | undefined; ; ) {
    const page = await tables.scan(samples, partition, { limit, reverse, ...(after && { after }) })
    rows.push(...page.rows)
    if (!page.next) return rows
    after = page.next
  }
}
