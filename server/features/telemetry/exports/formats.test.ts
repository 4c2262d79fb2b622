import { check } from '@placemarkio/check-geojson'
import { gpx, kml } from '@tmcw/togeojson'
import { DOMParser } from '@xmldom/xmldom'
import type { FeatureCollection, Geometry } from 'geojson'
import { describe, expect, test } from 'vitest'
import { exportFormatNames } from '../../../../schema/exports.ts'
import type { DroneId } from '../../../../schema/ids.ts'
import { readingFlag, type StoredReading, unmeasured } from '../../../../schema/telemetry.ts'
import { exportFormats, textFormats } from './formats.ts'
import { writeText } from './read-export.ts'
import type { ExportedDrone } from './writer.ts'

const startMs = Date.UTC(2026, 0, 1)
const droneId = '660e8400-e29b-41d4-a716-446655440001' as DroneId
const drone: ExportedDrone = { droneId, callsign: 'HAWK-1', platformType: 'MQ9_REAPER', gapMs: 60_000 }
const at = (second: number, changes: Partial<StoredReading> = {}): StoredReading => ({
  ...unmeasured,
  ...{ droneId, recordedAtMs: startMs + second * 1_000, sequence: second, leadership: null, receivedAtMs: 0, flags: 0 },
  ...{ latitudeDeg: 34 + second / 1_000, longitudeDeg: 69.17, altitudeM: 2_400.5 + second },
  ...changes,
})

async function textOf(name: string, ...drones: [ExportedDrone, StoredReading[]][]): Promise<string> {
  const format = textFormats.find((one) => one.name === name)
  if (!format) throw new Error(`No format ${name}`)
  async function* pagesOf(readings: StoredReading[]) {
    if (readings.length > 0) yield readings
  }
  const source = drones.map(([of, readings]) => ({ drone: of, pages: pagesOf(readings) }))
  let text = ''
  for await (const chunk of writeText(format.createWriter(), 'HAWK', source)) text += chunk
  return text
}

interface Line {
  name: unknown
  positions: number[][]
  times: string[]
}

const readers: Record<string, (text: string) => FeatureCollection> = {
  geojson: (text) => check(text) as FeatureCollection,
  gpx: (text) => gpx(parseXml(text)) as FeatureCollection,
  kml: (text) => kml(parseXml(text)) as FeatureCollection,
}
const parseXml = (text: string) => {
  const parser = new DOMParser({ onError: (level, message) => expect.fail(`${level}: ${message}`) })
  return parser.parseFromString(text, 'text/xml') as unknown as Document
}

/** Every unbroken line of a track, as another program reads it. */
const linesOf = (name: string, text: string): Line[] =>
  readers[name]?.(text).features.flatMap(({ geometry, properties }) => {
    const times = (properties?.coordTimes ?? properties?.coordinateProperties?.times) as string[] | string[][]
    return linesIn(geometry).map((positions, n) => ({
      name: properties?.callsign ?? properties?.name,
      positions,
      times: (Array.isArray(times[0]) ? times[n] : times) as string[],
    }))
  }) ?? []

function linesIn(geometry: Geometry | null): number[][][] {
  if (geometry?.type === 'GeometryCollection') return geometry.geometries.flatMap(linesIn)
  if (geometry?.type === 'MultiLineString') return geometry.coordinates
  return geometry?.type === 'LineString' ? [geometry.coordinates] : []
}

const inLine = (readings: StoredReading[]): Line => ({
  name: 'HAWK-1',
  positions: readings.map(({ longitudeDeg, latitudeDeg, altitudeM }) => [
    longitudeDeg,
    latitudeDeg,
    altitudeM as number,
  ]),
  times: readings.map(({ recordedAtMs }) => new Date(recordedAtMs).toISOString()),
})

test('the API has the formats that the contract names', () => {
  expect(exportFormats.map(({ name }) => name)).toEqual(exportFormatNames)
})

describe.each(['geojson', 'gpx', 'kml'])('%s', (name) => {
  test('a track has every reading with a reliable position, and is split where the drone was silent', async () => {
    const first = [at(0), at(1), at(61), at(62, { flags: readingFlag.late | readingFlag.outOfBounds })]
    const doubtful = [at(63, { flags: readingFlag.nullIsland }), at(64, { flags: readingFlag.implausible })]
    const second = [at(123), at(124)]
    const text = await textOf(name, [drone, [...first, ...doubtful, ...second]])
    expect(linesOf(name, text)).toEqual([first, second].map(inLine))
  })

  test('each drone has a track of its own, and one without positions has none', async () => {
    const other = { ...drone, callsign: 'HAWK-2' }
    const silent = { ...drone, callsign: 'HAWK-3' }
    const doubtful = at(0, { flags: readingFlag.nullIsland })
    const text = await textOf(
      name,
      [drone, [at(0), at(1)]],
      [silent, []],
      [other, [at(5), at(6)]],
      [silent, [doubtful]],
    )
    expect(linesOf(name, text)).toEqual([inLine([at(0), at(1)]), { ...inLine([at(5), at(6)]), name: 'HAWK-2' }])
    expect(text.match(/HAWK-3/g)).toHaveLength(2)
    expect(linesOf(name, await textOf(name))).toEqual([])
  })

  test('an unknown height is left out, and the least of numbers has no exponent that a reader may not know', async () => {
    const low = [at(0, { altitudeM: null, longitudeDeg: 1e-7 }), at(1, { altitudeM: null, longitudeDeg: -1.5e-9 })]
    const text = await textOf(name, [drone, low])
    const [line] = linesOf(name, text)
    expect(line?.positions.map(([longitudeDeg]) => longitudeDeg)).toEqual([1e-7, -1.5e-9])
    if (name === 'kml') expect(text).toContain('<altitudeMode>clampToGround</altitudeMode>')
    else expect(line?.positions[0]).toHaveLength(2)
    if (name !== 'geojson') expect(text).not.toMatch(/\de-\d/)
  })

  test('a long track is not broken', async () => {
    const readings = Array.from({ length: 5_000 }, (_, second) => at(second, { longitudeDeg: 69 + second / 5_000 }))
    const lines = linesOf(name, await textOf(name, [drone, readings]))
    // A reader may be given the last position of a part again as the first of the next.
    const joined = lines.flatMap(({ times }, n) =>
      n > 0 && times[0] === lines[n - 1]?.times.at(-1) ? times.slice(1) : times,
    )
    expect(joined).toEqual(inLine(readings).times)
    for (const [n, { times }] of lines.slice(1).entries()) expect(times[0]).toBe(lines[n]?.times.at(-1))
  })
})

test('GeoJSON: a line across the antimeridian is cut there, both ends on it at the same time and height', async () => {
  const path = [
    [179.9, 10, 100],
    [-179.7, 14, 500],
    [179.9, 14, null],
    [180, 14, null],
    [-180, 14, null],
  ] as const
  const readings = path.map(([longitudeDeg, latitudeDeg, altitudeM], n) =>
    at(4 * n, { longitudeDeg, latitudeDeg, altitudeM }),
  )
  const lines = linesOf('geojson', await textOf('geojson', [drone, readings]))
  expect(
    lines.map(({ positions }) => positions.map((position) => position.map((value) => Number(value.toFixed(9))))),
  ).toEqual([
    [
      [179.9, 10, 100],
      [180, 11, 200],
    ],
    [
      [-180, 11, 200],
      [-179.7, 14, 500],
      [-180, 14],
    ],
    [
      [180, 14],
      [179.9, 14],
      [180, 14],
      [180, 14],
    ],
    [
      [-180, 14],
      [-180, 14],
    ],
  ])
  expect(lines[0]?.times).toEqual(['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:01.000Z'])
  expect(lines[1]?.times[0]).toBe('2026-01-01T00:00:01.000Z')
  for (const { positions, times } of lines) expect(times).toHaveLength(positions.length)
})

test('GeoJSON: a reading between two gaps is a line of twice its position', async () => {
  const text = await textOf('geojson', [drone, [at(0), at(1_000), at(1_001)]])
  expect(linesOf('geojson', text)).toEqual([inLine([at(0), at(0)]), inLine([at(1_000), at(1_001)])])
})

test('GPX: the schema has no longitude of 180: it is written as the same meridian, -180', async () => {
  expect(await textOf('gpx', [drone, [at(0, { longitudeDeg: 180 })]])).toContain('lon="-180"')
})
