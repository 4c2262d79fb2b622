import fc from 'fast-check'
import mgrs from 'mgrs'
import { expect, test } from 'vitest'
import { fromUtm, toUtm } from './utm.ts'

const degrees = (min: number, max: number) => fc.double({ min, max, noNaN: true })

test('there and back is the same point to a millimetre', () => {
  fc.assert(
    fc.property(degrees(-80, 84), degrees(-180, 179.99), (latitudeDeg, longitudeDeg) => {
      const back = fromUtm(toUtm(latitudeDeg, longitudeDeg))
      expect(Math.abs(back.latitudeDeg - latitudeDeg)).toBeLessThan(1e-8)
      expect(Math.abs(back.longitudeDeg - longitudeDeg)).toBeLessThan(1e-7)
    }),
  )
})

test('eastings and northings are those of the MGRS reference', () => {
  fc.assert(
    fc.property(degrees(27, 40), degrees(58, 77), (latitudeDeg, longitudeDeg) => {
      const { eastingM, northingM } = toUtm(latitudeDeg, longitudeDeg)
      const digits = mgrs.forward([longitudeDeg, latitudeDeg], 5).slice(-10)
      expect(Math.abs((eastingM % 100_000) - Number(digits.slice(0, 5)))).toBeLessThan(1.1)
      expect(Math.abs((northingM % 100_000) - Number(digits.slice(5)))).toBeLessThan(1.1)
    }),
  )
})
