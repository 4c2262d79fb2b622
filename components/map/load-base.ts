import { openTerrain, type Terrain } from '../../lib/geo/terrain.ts'
import { type BaseMap, type BaseTopology, createBaseMap } from '../../lib/map/base-map.ts'

/** Borders, water and names. Throws when they can't be had. */
export async function loadBase(signal: AbortSignal): Promise<BaseMap> {
  const response = await fetch('/map/afghanistan.topo.json', { signal })
  if (!response.ok) throw new Error(`Base map answered ${response.status}, expected 200`)
  return createBaseMap((await response.json()) as BaseTopology)
}

/** Ground heights, for the readout under the cursor. */
export async function loadTerrain(signal: AbortSignal): Promise<Terrain> {
  const response = await fetch('/map/elev-60s.i16.gz', { signal })
  if (!response.ok) throw new Error(`Elevation grid answered ${response.status}, expected 200`)
  return openTerrain(await response.blob())
}
