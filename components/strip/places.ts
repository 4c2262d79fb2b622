import { mapFiles } from '../../lib/map/map-files.generated.ts'
import { formatCount } from '../../lib/view/format.ts'
import type { SearchEntry } from '../../lib/view/search.ts'

interface PointOf<P> {
  coordinates: [number, number]
  properties: P
}
interface BaseMap {
  transform: { scale: [number, number]; translate: [number, number] }
  objects: {
    provinces: { geometries: { properties: { name: string; iso: string; lx: number; ly: number } }[] }
    places: { geometries: PointOf<{ name: string; pop: number; prov: string; gid: number }>[] }
    airfields: { geometries: PointOf<{ icao: string; name: string }>[] }
  }
}

/** Towns, airfields and provinces of the base map, largest towns first. */
export async function loadPlaces(): Promise<SearchEntry[]> {
  const response = await fetch(mapFiles.country.url)
  if (!response.ok) throw new Error(`The base map answered ${response.status}.`)
  return placesOf((await response.json()) as BaseMap)
}

export function placesOf({ transform, objects }: BaseMap): SearchEntry[] {
  const { scale, translate } = transform
  const at = ([x, y]: [number, number]) => ({
    longitudeDeg: x * scale[0] + translate[0],
    latitudeDeg: y * scale[1] + translate[1],
  })
  const provinceNames = new Map(objects.provinces.geometries.map(({ properties }) => [properties.iso, properties.name]))
  const provinces = objects.provinces.geometries.map(
    ({ properties: { name, iso, lx, ly } }): SearchEntry => ({
      kind: 'place',
      id: iso,
      name,
      detail: 'Province',
      latitudeDeg: ly,
      longitudeDeg: lx,
    }),
  )
  const towns = objects.places.geometries
    .toSorted((a, b) => b.properties.pop - a.properties.pop)
    .map(
      ({ coordinates, properties: { name, pop, prov, gid } }): SearchEntry => ({
        kind: 'place',
        id: `town-${gid}`,
        name,
        detail: [provinceNames.get(prov), pop > 0 ? formatCount(pop) : ''].filter(Boolean).join(' · '),
        ...at(coordinates),
      }),
    )
  const airfields = objects.airfields.geometries.map(
    ({ coordinates, properties: { icao, name } }): SearchEntry => ({
      kind: 'place',
      id: icao,
      name,
      detail: `Airfield ${icao}`,
      ...at(coordinates),
    }),
  )
  return [...towns, ...provinces, ...airfields]
}
