import { expect, test } from 'vitest'
import { createRandom } from '../random/random.ts'
import { parseInstant, parseRfc3339 } from './rfc3339.ts'

test.each([
  ['2026-11-22T06:00:00Z', Date.UTC(2026, 10, 22, 6)],
  ['2026-11-22t06:00:00z', Date.UTC(2026, 10, 22, 6)],
  ['2026-11-22T10:30:00+04:30', Date.UTC(2026, 10, 22, 6)],
  ['2026-11-21T23:00:00-07:00', Date.UTC(2026, 10, 22, 6)],
  ['2026-11-22T06:00:00.5Z', Date.UTC(2026, 10, 22, 6, 0, 0, 500)],
  ['2026-11-22T06:00:00.123999999Z', Date.UTC(2026, 10, 22, 6, 0, 0, 123)],
  ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
  ['2016-12-31T23:59:60Z', Date.UTC(2017, 0, 1)],
  ['2017-01-01T04:29:60.5+04:30', Date.UTC(2017, 0, 1, 0, 0, 0, 500)],
  ['2026-11-22T06:00:00.1234567890123456789Z', Date.UTC(2026, 10, 22, 6, 0, 0, 123)],
  ['2026-11-22T06:00:00-00:00', Date.UTC(2026, 10, 22, 6)],
  ['0050-01-01T00:00:00Z', Date.parse('0050-01-01T00:00:00Z')],
  ['0000-02-29T00:00:00Z', Date.parse('0000-02-29T00:00:00Z')],
  ['9999-12-31T23:59:59.999Z', 253_402_300_799_999],
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
  '2026-01-01T12:30:60Z',
  '2016-12-31T23:59:60+04:30',
  '9999-12-31T23:59:60Z',
  '9999-12-31T23:00:00-05:00',
  '0000-01-01T00:00:00+05:00',
  `2026-11-22T06:00:00.${'1'.repeat(60)}Z`,
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

test.each([
  [0, 0],
  [-0, 0],
  [1_795_329_000_000, 1_795_329_000_000],
])('%d is that many ms', (value, expected) => expect(parseInstant(value)).toBe(expected))
test.each([1.5, Number.NaN, Number.POSITIVE_INFINITY, 1e15, -1, '1795329000000', null, undefined, true, {}, [0]])(
  '%j is no instant',
  (value) => expect(parseInstant(value)).toBeNull(),
)
