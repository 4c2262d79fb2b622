import fc from 'fast-check'
import mgrs from 'mgrs'
import { expect, test } from 'vitest'
import { mgrsReference } from './mgrs.ts'

const degrees = (min: number, max: number) => fc.double({ min, max, noNaN: true })

test('the centre of Kabul is 42S WD 18005 20730', () => {
  expect(mgrsReference(34.5281, 69.1962)).toBe('42S WD 18005 20730')
})

test('squares are those of the mgrs package, all over the world', () => {
  fc.assert(
    fc.property(degrees(-79.9, 83.9), degrees(-179.99, 179.99), (latitudeDeg, longitudeDeg) => {
      const expected = mgrs.forward([longitudeDeg, latitudeDeg], 1)
      fc.pre(/^\d/.test(expected))
      expect(mgrsReference(latitudeDeg, longitudeDeg, 1)?.replaceAll(' ', '')).toBe(expected.padStart(5 + 2, '0'))
    }),
    { numRuns: 2_000 },
  )
})

test('there is no reference near the poles', () => {
  expect(mgrsReference(85, 10)).toBeNull()
  expect(mgrsReference(-81, 10)).toBeNull()
})
