import { expect, test } from 'vitest'
import { columnLabel, formatValue } from './column-words.ts'

test.each([
  ['distanceM', 'm', 'Distance, m'],
  ['deviationP95M', 'm', 'Deviation p95, m'],
  ['speedFromMps', 'm/s', 'Speed from, m/s'],
  ['convoyCallsign', null, 'Convoy callsign'],
  ['p95Ms', 'ms', 'P95, ms'],
])('the column %s in %s is called %s', (name, unit, label) => expect(columnLabel(name, unit)).toBe(label))

test.each<[string, 'number' | 'integer' | 'instant' | 'text' | 'uuid' | 'boolean', unknown, string]>([
  ['distanceM', 'number', 12_412.4, '12\u202f412'],
  ['onRoutePct', 'number', 93.456, '93.5'],
  ['meanMs', 'number', 0.1234, '0.123'],
  ['currentStreak', 'integer', -3, '−3'],
  ['accuracyPct', 'number', null, '—'],
  ['hour', 'instant', Date.UTC(2026, 10, 28, 10), '2026-11-28 10:00:00Z'],
  ['weaponType', 'text', 'GBU38_JDAM', 'GBU-38 JDAM'],
  ['reason', 'text', 'heartbeat_lost', 'heartbeat lost'],
  ['reason', 'text', 'toString', 'toString'],
  ['isOngoing', 'boolean', true, 'yes'],
  ['convoyId', 'uuid', '550e8400-e29b-41d4-a716-446655440000', '550e8400'],
])('the %s (%s) %j is shown as %j', (name, type, value, text) => expect(formatValue(name, { type }, value)).toBe(text))
