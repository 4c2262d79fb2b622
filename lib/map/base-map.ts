/** The base map in world pixels, projected once, from public/map/afghanistan.topo.json; sources in public/map/PROVENANCE.md. */
import { feature, mesh } from 'topojson-client'
import type { GeometryCollection, GeometryObject, Topology } from 'topojson-specification'
import { worldXOf, worldYOf } from './mercator.ts'
import { shortPlaceName } from './place-names.ts'

/** x, y, x, y, … */
export type Line = Float64Array

export type LabelKind =
  | 'country'
  | 'province'
  | 'capital'
  | 'city'
  | 'town'
  | 'village'
  | 'abroad'
  | 'airfield'
  | 'river'

export interface BaseLabel {
  kind: LabelKind
  text: string
  worldX: number
  worldY: number
  /** Where labels collide, the one with the lowest rank is shown. */
  rank: number
  minZoom: number
  maxZoom: number
}

export interface BaseMap {
  /** Land of the neighbours, as rings. */
  abroad: Line[]
  /** The country's own outline. */
  outline: Line[]
  /** Borders between neighbours. */
  borders: Line[]
  provinces: Line[]
  rivers: { line: Line; rank: number }[]
  lakes: Line[]
  roads: { line: Line; class: number }[]
  airfields: { worldX: number; worldY: number }[]
  labels: BaseLabel[]
}

/** Area covered by the data. */
export const baseMapBounds = { westDeg: 58, southDeg: 27, eastDeg: 77, northDeg: 40 } as const

/** Bounds of Afghanistan. */
export const countryBounds = { westDeg: 60.5, southDeg: 29.4, eastDeg: 74.9, northDeg: 38.5 } as const

interface Objects {
  [name: string]: GeometryObject
  countries: GeometryCollection<{ name: string; id: string; lx?: number; ly?: number }>
  provinces: GeometryCollection<{ name: string; lx: number; ly: number }>
  lakes: GeometryCollection
  rivers: GeometryCollection<{ name: string; rank: number }>
  roads: GeometryCollection<{ name: string; class: number }>
  places: GeometryCollection<{ name: string; pop?: number; tier: number }>
  places_abroad: GeometryCollection<{ name: string; pop: number }>
  airfields: GeometryCollection<{ name: string; icao: string }>
}
export type BaseTopology = Topology<Objects>

const homeId = '004'

export function createBaseMap(topology: BaseTopology): BaseMap {
  const { objects } = topology
  const isHome = (one: GeometryObject) => (one as { properties?: { id?: string } }).properties?.id === homeId
  const countryMesh = (keep: (home: boolean) => boolean) =>
    linesOf(mesh(topology, objects.countries, (a, b) => a !== b && keep(isHome(a) || isHome(b))))
  return {
    abroad: feature(topology, objects.countries)
      .features.filter((one) => one.properties.id !== homeId)
      .flatMap((one) => linesOf(one.geometry)),
    outline: countryMesh((home) => home),
    borders: countryMesh((home) => !home),
    provinces: linesOf(mesh(topology, objects.provinces, (a, b) => a !== b)),
    rivers: feature(topology, objects.rivers).features.flatMap(({ geometry, properties }) =>
      linesOf(geometry).map((line) => ({ line, rank: properties.rank })),
    ),
    lakes: feature(topology, objects.lakes).features.flatMap(({ geometry }) => linesOf(geometry)),
    roads: feature(topology, objects.roads).features.flatMap(({ geometry, properties }) =>
      linesOf(geometry).map((line) => ({ line, class: properties.class })),
    ),
    airfields: feature(topology, objects.airfields).features.map(({ geometry }) => pointOf(geometry)),
    labels: labelsOf(topology),
  }
}

function labelsOf(topology: BaseTopology): BaseLabel[] {
  const { objects } = topology
  const at = (longitudeDeg: number, latitudeDeg: number) => ({
    worldX: worldXOf(longitudeDeg),
    worldY: worldYOf(latitudeDeg),
  })
  const countries = feature(topology, objects.countries).features.flatMap(({ properties: { name, lx, ly } }) =>
    lx === undefined || ly === undefined || name === 'Siachen Glacier'
      ? []
      : [{ kind: 'country' as const, text: name, ...at(lx, ly), rank: 0, minZoom: 5, maxZoom: 8 }],
  )
  const provinces = feature(topology, objects.provinces).features.map(({ properties: { name, lx, ly } }) => ({
    kind: 'province' as const,
    text: name,
    ...at(lx, ly),
    rank: 25,
    minZoom: 6,
    maxZoom: 9,
  }))
  const places = feature(topology, objects.places).features.map(
    ({ geometry, properties: { name, tier, pop = 0 } }) => ({
      ...(placeTiers[tier - 1] ?? lastTier),
      text: shortPlaceName(name),
      ...pointOf(geometry),
      rank: tier * 10 - pop / 1e7,
    }),
  )
  const abroad = feature(topology, objects.places_abroad).features.map(({ geometry, properties: { name, pop } }) => ({
    kind: 'abroad' as const,
    text: name,
    ...pointOf(geometry),
    rank: 35 - pop / 1e7,
    minZoom: pop > 2e6 ? 5 : pop > 7e5 ? 6 : pop > 3e5 ? 7 : 8,
    maxZoom: 16,
  }))
  const airfields = feature(topology, objects.airfields).features.map(({ geometry, properties: { icao } }) => ({
    kind: 'airfield' as const,
    text: icao,
    ...pointOf(geometry),
    rank: 45,
    minZoom: 9,
    maxZoom: 16,
  }))
  const rivers = feature(topology, objects.rivers).features.map(({ geometry, properties: { name, rank } }) => ({
    kind: 'river' as const,
    text: name.replace(/ \(.*\)$/, ''),
    ...middleOf(linesOf(geometry)),
    rank: 60 + rank,
    minZoom: 7,
    maxZoom: 10,
  }))
  return [...countries, ...provinces, ...places, ...abroad, ...airfields, ...rivers].sort((a, b) => a.rank - b.rank)
}

const lastTier = { kind: 'village', minZoom: 10, maxZoom: 16 } as const
const placeTiers = [
  { kind: 'capital', minZoom: 4, maxZoom: 16 },
  { kind: 'city', minZoom: 5, maxZoom: 16 },
  { kind: 'town', minZoom: 7, maxZoom: 16 },
  { kind: 'village', minZoom: 9, maxZoom: 16 },
  lastTier,
] as const

function middleOf(lines: readonly Line[]): { worldX: number; worldY: number } {
  const longest = lines.reduce((best, line) => (line.length > best.length ? line : best))
  const middle = Math.floor(longest.length / 4) * 2
  return { worldX: longest[middle] as number, worldY: longest[middle + 1] as number }
}

function pointOf(geometry: GeoJSON.Geometry): { worldX: number; worldY: number } {
  const [longitudeDeg = 0, latitudeDeg = 0] = geometry.type === 'Point' ? geometry.coordinates : []
  return { worldX: worldXOf(longitudeDeg), worldY: worldYOf(latitudeDeg) }
}

/** Every ring or line of a geometry, including holes. */
export function linesOf(geometry: GeoJSON.Geometry): Line[] {
  if (!('coordinates' in geometry)) return []
  if (geometry.type === 'LineString') return [lineOf(geometry.coordinates)]
  if (geometry.type === 'Polygon' || geometry.type === 'MultiLineString') return geometry.coordinates.map(lineOf)
  return geometry.type === 'MultiPolygon' ? geometry.coordinates.flat().map(lineOf) : []
}

function lineOf(points: GeoJSON.Position[]): Line {
  const line = new Float64Array(points.length * 2)
  points.forEach(([longitudeDeg = 0, latitudeDeg = 0], i) => {
    line[2 * i] = worldXOf(longitudeDeg)
    line[2 * i + 1] = worldYOf(latitudeDeg)
  })
  return line
}
