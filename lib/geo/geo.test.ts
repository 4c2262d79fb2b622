import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { distanceM } from './sphere.ts'
import { createTerrain, openTerrain, terrainGrid } from './terrain.ts'

const kabul = { latitudeDeg: 34.53, longitudeDeg: 69.17 }
const kandahar = { latitudeDeg: 31.61, longitudeDeg: 65.71 }
const openMapTerrain = async () =>
  openTerrain(new Blob([await readFile(new URL('../../public/map/elev-60s.i16.gz', import.meta.url))]))

describe('terrain', () => {
  test('known places lie at their known heights', async () => {
    const terrain = await openMapTerrain()
    expect(terrain.heightM(kabul.latitudeDeg, kabul.longitudeDeg)).toBeCloseTo(1795, -2)
    expect(terrain.heightM(31.506, 65.848), 'Kandahar airfield').toBeCloseTo(1017, -2)
    expect(terrain.heightM(36.43, 71.83), 'near Noshaq').toBeGreaterThan(5000)
  })

  test('outside of the grid the height is that of its edge', async () => {
    const terrain = await openMapTerrain()
    expect(terrain.heightM(90, 58)).toBe(terrain.heightM(40, 58))
    expect(terrain.covers({ latitudeDeg: 41, longitudeDeg: 60 })).toBe(false)
    expect(terrain.covers(kabul)).toBe(true)
  })

  test('between samples the height changes evenly', () => {
    const bytes = new ArrayBuffer(terrainGrid.rows * terrainGrid.columns * 2)
    new DataView(bytes).setInt16(2, 100, true)
    const terrain = createTerrain(bytes)
    const row = 40 - 0.5 / 60
    expect(terrain.heightM(row, 58 + 1.5 / 60)).toBeCloseTo(100)
    expect(terrain.heightM(row, 58 + 1 / 60)).toBeCloseTo(50)
    expect(terrain.heightM(row - 0.5 / 60, 58 + 1 / 60)).toBeCloseTo(25)
  })

  test('a grid of another size is refused', () => {
    expect(() => createTerrain(new ArrayBuffer(10))).toThrow('expected 1778400 bytes, got 10')
  })
})

describe('sphere', () => {
  test('Kabul to Kandahar is 459 km', () => {
    expect(distanceM(kabul, kandahar)).toBeCloseTo(459_000, -4)
  })
})
