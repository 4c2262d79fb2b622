import { openTerrain, type Terrain } from '../../lib/geo/terrain.ts'
import { type BaseMap, type BaseTopology, createBaseMap } from '../../lib/map/base-map.ts'
import { mapFiles } from '../../lib/map/map-files.generated.ts'
import { createWorld, type World, type WorldTopology } from '../../lib/map/world.ts'

/** Borders, water and names. Throws when they can't be had. */
export async function loadBase(signal: AbortSignal): Promise<BaseMap> {
  const response = await fetch(mapFiles.country.url, { signal })
  if (!response.ok) throw new Error(`Base map answered ${response.status}, expected 200`)
  return createBaseMap((await response.json()) as BaseTopology)
}

/** What lies beyond the base map. */
export async function loadWorld(signal: AbortSignal): Promise<World> {
  const response = await fetch(mapFiles.world.url, { signal })
  if (!response.ok) throw new Error(`World map answered ${response.status}, expected 200`)
  return createWorld((await response.json()) as WorldTopology)
}

/** Ground heights, for the readout under the cursor. */
export async function loadTerrain(signal: AbortSignal): Promise<Terrain> {
  const response = await fetch(mapFiles.heights.url, { signal })
  if (!response.ok) throw new Error(`Elevation grid answered ${response.status}, expected 200`)
  return openTerrain(await response.blob())
}
