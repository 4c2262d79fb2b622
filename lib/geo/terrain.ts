/** Height of the ground over the base map, read from the elevation grid that ships with it (public/map/PROVENANCE.md). */
import type { GeoPoint } from '../../schema/convoys.ts'

/** The grid: one height every arc-minute, row by row from the north-west corner. */
export const terrainGrid = { rows: 780, columns: 1140, northDeg: 40, westDeg: 58, stepDeg: 1 / 60 } as const

export interface Terrain {
  /** Metres above sea level, between the four nearest samples (2 km apart); outside of the grid the height at its edge. */
  heightM(latitudeDeg: number, longitudeDeg: number): number
  /** True where the grid has samples: 27 to 40° N, 58 to 77° E. */
  covers(point: GeoPoint): boolean
}

/** Takes the unpacked grid: int16, little endian. Throws a RangeError for any other length. */
export function createTerrain(bytes: ArrayBuffer): Terrain {
  const { rows, columns, northDeg, westDeg, stepDeg } = terrainGrid
  const expected = rows * columns * 2
  if (bytes.byteLength !== expected) {
    throw new RangeError(`Elevation grid: expected ${expected} bytes, got ${bytes.byteLength}.`)
  }
  const view = new DataView(bytes)
  const sample = (row: number, column: number) => view.getInt16((row * columns + column) * 2, true)

  return {
    heightM(latitudeDeg, longitudeDeg) {
      // A sample stands for the middle of its cell.
      const y = clamp((northDeg - latitudeDeg) / stepDeg - 0.5, rows - 1)
      const x = clamp((longitudeDeg - westDeg) / stepDeg - 0.5, columns - 1)
      const row = Math.min(Math.floor(y), rows - 2)
      const column = Math.min(Math.floor(x), columns - 2)
      const north = mixed(sample(row, column), sample(row, column + 1), x - column)
      const south = mixed(sample(row + 1, column), sample(row + 1, column + 1), x - column)
      return mixed(north, south, y - row)
    },
    covers: ({ latitudeDeg, longitudeDeg }) =>
      latitudeDeg <= northDeg &&
      latitudeDeg >= northDeg - rows * stepDeg &&
      longitudeDeg >= westDeg &&
      longitudeDeg <= westDeg + columns * stepDeg,
  }
}

/** Unpacks `elev-60s.i16.gz`, in the browser or in Node. */
export async function openTerrain(gzipped: Blob): Promise<Terrain> {
  const unpacked = gzipped.stream().pipeThrough(new DecompressionStream('gzip'))
  return createTerrain(await new Response(unpacked).arrayBuffer())
}

const clamp = (value: number, max: number) => Math.min(Math.max(value, 0), max)
const mixed = (a: number, b: number, part: number) => a + (b - a) * part
