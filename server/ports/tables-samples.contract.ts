/** Tables, rows and random rows with which the contract of `Tables` tries a store. */
import fc from 'fast-check'
import {
  blob,
  boolean,
  counter,
  defineTable,
  double,
  int,
  nullable,
  type Row,
  structure,
  text,
  timestamp,
  uuid,
} from '../../schema/table-types.ts'
import type { TestClock } from '../adapters/memory/test-clock.ts'
import type { OpenTables } from './tables.ts'

/** The store under test. */
export interface Tried {
  readonly tables: OpenTables
  readonly clock: TestClock
  /** Closes the store and opens it again where it was. */
  reopen(): Promise<void>
}

export const samples = defineTable('contract_samples', {
  description: 'A column of every kind, null and not.',
  columns: {
    ownerId: uuid(),
    name: text(),
    size: int(),
    ratio: double(),
    isOpen: boolean(),
    atMs: timestamp(),
    bytes: blob(),
    shape: structure<unknown>(),
    maybeOwnerId: nullable(uuid()),
    maybeName: nullable(text()),
    maybeSize: nullable(int()),
    maybeRatio: nullable(double()),
    maybeOpen: nullable(boolean()),
    maybeAtMs: nullable(timestamp()),
    maybeBytes: nullable(blob()),
    maybeShape: nullable(structure<unknown>()),
    version: int(),
  },
  partitionKey: ['ownerId'],
})

export const ordered = defineTable('contract_ordered', {
  description: 'Clustering keys of every kind, in both directions.',
  columns: {
    ownerId: uuid(),
    label: text(),
    rank: int(),
    note: text(),
    atMs: timestamp(),
    itemId: uuid(),
    tag: text(),
  },
  partitionKey: ['ownerId', 'label'],
  clustering: [
    { column: 'rank', order: 'desc' },
    { column: 'note', order: 'asc' },
    { column: 'atMs', order: 'asc' },
    { column: 'itemId', order: 'desc' },
    { column: 'tag', order: 'desc' },
  ],
})

export const dayMs = 86_400_000
export const events = defineTable('contract_events', {
  description: 'Newest first, gone a day after they were written.',
  columns: { ownerId: uuid(), monthMs: timestamp(), atMs: timestamp(), value: nullable(double()) },
  partitionKey: ['ownerId', 'monthMs'],
  clustering: [{ column: 'atMs', order: 'desc' }],
  ttlMs: dayMs,
  windowBy: 'monthMs',
})

export const counters = defineTable('contract_counters', {
  description: 'Counts by owner and kind.',
  columns: { ownerId: uuid(), label: text(), hits: counter(), misses: counter() },
  partitionKey: ['ownerId'],
  clustering: [{ column: 'label', order: 'asc' }],
})

export const contractTables = [samples, ordered, events, counters] as const

/** The nth id, in order. */
export const idOf = (n: number): string => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`

let owners = 0
/** An id that no other test has. */
export const newOwner = (): string => `cafe0000-0000-4000-8000-${(++owners).toString(16).padStart(12, '0')}`

export const sampleOf = (ownerId: string, change: Partial<Row<typeof samples>> = {}): Row<typeof samples> => ({
  ownerId,
  name: 'Ålesund 🛩',
  size: -7,
  ratio: 0.1,
  isOpen: false,
  atMs: -1,
  bytes: new Uint8Array([0, 255]),
  shape: { a: [1, null, 'x'] },
  maybeOwnerId: null,
  maybeName: null,
  maybeSize: null,
  maybeRatio: null,
  maybeOpen: null,
  maybeAtMs: null,
  maybeBytes: null,
  maybeShape: null,
  version: 1,
  ...change,
})

export const eventOf = (ownerId: string, atMs: number, value: number | null = atMs): Row<typeof events> => ({
  ownerId,
  monthMs: 0,
  atMs,
  value,
})

const anyText = fc.string({ unit: 'binary', maxLength: 40 })
const anyInt = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
const anyTime = fc.maxSafeInteger()
const anyId = fc.uuid()
const anyBytes = fc.uint8Array({ maxLength: 60 })
const anyShape = fc.jsonValue({ maxDepth: 3 }).map((value): unknown => JSON.parse(JSON.stringify(value)))
const orNull = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null })

export const anySample: fc.Arbitrary<Row<typeof samples>> = fc.record({
  ownerId: anyId,
  name: anyText,
  size: anyInt,
  ratio: fc.double(),
  isOpen: fc.boolean(),
  atMs: anyTime,
  bytes: anyBytes,
  shape: anyShape.filter((shape) => shape !== null),
  maybeOwnerId: orNull(anyId),
  maybeName: orNull(anyText),
  maybeSize: orNull(anyInt),
  maybeRatio: orNull(fc.double()),
  maybeOpen: orNull(fc.boolean()),
  maybeAtMs: orNull(anyTime),
  maybeBytes: orNull(anyBytes),
  maybeShape: orNull(anyShape),
  version: anyInt,
})

// Few values each, so that rows share the beginnings of their keys.
const fewTexts = fc.constantFrom('', '\0', '\0\0', 'a', 'a\0', 'a\0b', 'ab', 'b', 'é', '\uffff', '🛩')
export const anyOrderedKey = fc.record({
  rank: fc.constantFrom(-(2 ** 31), -1, 0, 1, 256, 2 ** 31 - 1),
  note: fewTexts,
  atMs: fc.oneof(fc.constantFrom(-1, 0, 1, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, 1 - 2 ** 53), anyTime),
  itemId: fc.constantFrom('00000000-0000-4000-8000-000000000000', 'ffffffff-ffff-4fff-bfff-ffffffffffff'),
  tag: fewTexts,
})
