import { describe, expect, test } from 'vitest'
import { geodesicPoints, rangeAndBearing } from './range-bearing.ts'

const at = (latitudeDeg: number, longitudeDeg: number) => ({ latitudeDeg, longitudeDeg })

describe('range and bearing', () => {
  test('agree with the line of Flinders Peak to Buninyong, published with Vincenty’s formulae', () => {
    // GDA technical manual: 54,972.271 m, 306°52′05.37″ and 127°10′25.07″ on GRS 80, whose flattening is that of WGS 84 to 1e-11.
    const flinders = at(-(37 + 57 / 60 + 3.7203 / 3_600), 144 + 25 / 60 + 29.5244 / 3_600)
    const buninyong = at(-(37 + 39 / 60 + 10.1561 / 3_600), 143 + 55 / 60 + 35.3839 / 3_600)
    const { rangeM, bearingDeg, backBearingDeg } = rangeAndBearing(flinders, buninyong)
    expect(rangeM).toBeCloseTo(54_972.271, 2)
    expect(bearingDeg).toBeCloseTo(306 + 52 / 60 + 5.37 / 3_600, 5)
    expect(backBearingDeg).toBeCloseTo(127 + 10 / 60 + 25.07 / 3_600, 5)
  })
  test('along the equator a degree is that of the semi-major axis, due east or west', () => {
    const degreeM = (Math.PI / 180) * 6_378_137
    expect(rangeAndBearing(at(0, 10), at(0, 11))).toEqual({
      rangeM: expect.closeTo(degreeM, 6),
      bearingDeg: 90,
      backBearingDeg: 270,
    })
  })
  test('across 180° it is the short way', () => {
    const { rangeM, bearingDeg } = rangeAndBearing(at(0, 179.5), at(0, -179.5))
    expect(rangeM).toBeCloseTo((Math.PI / 180) * 6_378_137, 6)
    expect(bearingDeg).toBe(90)
    expect(geodesicPoints(at(0, 179.5), at(0, -179.5), 2).map(({ longitudeDeg }) => longitudeDeg)).toEqual([
      expect.closeTo(179.5, 9),
      expect.closeTo(180, 9),
      expect.closeTo(180.5, 9),
    ])
  })
  test('a quarter of a meridian is 10,001.966 km, due north', () => {
    const { rangeM, bearingDeg } = rangeAndBearing(at(0, 69), at(90, 69))
    expect(rangeM / 1_000).toBeCloseTo(10_001.966, 3)
    expect(bearingDeg).toBe(0)
  })
  test('from a point to itself there is a range of 0 and no bearing', () => {
    expect(rangeAndBearing(at(34, 69), at(34, 69))).toEqual({ rangeM: 0, bearingDeg: NaN, backBearingDeg: NaN })
  })
  test('opposite points are found too', () => {
    expect(rangeAndBearing(at(0, 0), at(0.5, 179.7)).rangeM / 1_000).toBeCloseTo(19_944.127, 2)
  })
})
