import { expect, test } from 'vitest'
import { createRandom } from '../random/random.ts'
import { parseRfc3339 } from './rfc3339.ts'

test.each([
  ['2026-11-22T06:00:00Z', Date.UTC(2026, 10, 22, 6)],
  ['2026-11-22t06:00:00z', Date.UTC(2026, 10, 22, 6)],
  ['2026-11-22T10:30:00+04:30', Date.UTC(2026, 10, 22, 6)],
  ['2026-11-21T23:00:00-07:00', Date.UTC(2026, 10, 22, 6)],
  ['2026-11-22T06:00:00.5Z', Date.UTC(2026, 10, 22, 6, 0, 0, 500)],
  ['2026-11-22T06:00:00.123999999Z', Date.UTC(2026, 10, 22, 6, 0, 0, 123)],
  ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
  ['2016-12-31T23:59:60Z', Date.UTC(2017, 0, 1)],
])('%s is a time', (text, expected) => expect(parseRfc3339(text)).toBe(expected))

test.each([
  '',
  '2026-11-22',
  '2026-11-22T06:00:00',
  '2026-11-22 06:00:00Z',
  '2026-11-22T06:00Z',
  '2025-02-29T00:00:00Z',
  '1900-02-29T00:00:00Z',
  '2026-04-31T00:00:00Z',
  '2026-00-01T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-01-00T00:00:00Z',
  '2026-01-01T24:00:00Z',
  '2026-01-01T00:60:00Z',
  '2026-01-01T00:00:61Z',
  '2026-01-01T00:00:00+24:00',
  '2026-01-01T00:00:00+0100',
  '2026-01-01T00:00:00.Z',
  '+02026-01-01T00:00:00Z',
  '2026-01-01T00:00:00Z\n',
  ' 2026-01-01T00:00:00Z',
  '٢٠٢٦-01-01T00:00:00Z',
])('%j is none', (text) => expect(parseRfc3339(text)).toBeNull())

test('whatever a date writes is read back', () => {
  const random = createRandom('rfc3339/1')
  for (let count = 0; count < 20_000; count += 1) {
    const timeMs = random.int(0, 4e12)
    expect(parseRfc3339(new Date(timeMs).toISOString())).toBe(timeMs)
  }
})
