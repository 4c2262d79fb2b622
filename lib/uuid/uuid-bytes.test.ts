import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readUuid, writeUuid } from './uuid-bytes.ts'

test('every UUID comes back from its bytes, wherever they stand', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.nat({ max: 5 }), (uuid, at) => {
      const bytes = new Uint8Array(at + 16)
      expect(writeUuid(bytes, at, uuid)).toBe(true)
      expect(Buffer.from(bytes.subarray(at)).toString('hex')).toBe(uuid.replaceAll('-', ''))
      expect(readUuid(bytes, at)).toBe(uuid)
    }),
  )
})

const uuid = '550e8400-e29b-41d4-a716-44665544000a'
test.each([
  '',
  uuid.slice(1),
  `${uuid}0`,
  uuid.toUpperCase(),
  uuid.replace('-', '0'),
  uuid.replace('5', '-'),
  uuid.replace('5', 'g'),
  uuid.replace('5', 'ł'),
  uuid.replace('a', '\0'),
])('%j is no UUID', (text) => {
  expect(writeUuid(new Uint8Array(16), 0, text)).toBe(false)
})
