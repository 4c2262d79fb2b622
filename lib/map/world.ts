/** Coarse land and borders of the whole world, for the area outside the base map, from public/map/world-110m.topo.json. */
import { feature, mesh } from 'topojson-client'
import type { GeometryCollection, GeometryObject, Topology } from 'topojson-specification'
import { type Line, linesOf } from './base-map.ts'

export interface World {
  /** Rings. */
  land: Line[]
  borders: Line[]
}

interface Objects {
  [name: string]: GeometryObject
  countries: GeometryCollection
  land: GeometryCollection
}
export type WorldTopology = Topology<Objects>

export function createWorld(topology: WorldTopology): World {
  const { countries, land } = topology.objects
  return {
    land: feature(topology, land).features.flatMap(({ geometry }) => linesOf(geometry)),
    borders: linesOf(mesh(topology, countries, (a, b) => a !== b)),
  }
}
