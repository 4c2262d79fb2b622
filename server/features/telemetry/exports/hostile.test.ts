import { afterAll, beforeAll, expect, test } from 'vitest'
import { plainText } from '../../../../lib/text/plain-text.ts'
import { runPython } from '../../../../tests/support/python.ts'
import {
  convoyId,
  convoyOf,
  droneIdOf,
  droneOf,
  reading,
  send,
  startTelemetryServer,
  type TelemetryServer,
} from '../../../../tests/support/telemetry-server.ts'

/** No API takes them; an older version, or a restored backup, may have. */
const callsigns = [
  '<img src=x onerror=alert(1)>',
  '=cmd|"/C calc"!A0',
  '＝1+1',
  '  @SUM(A1)',
  '\t-1',
  ']]>',
  '<![CDATA[',
  '&lt;&amp;amp;',
  'nul\0l',
  'bell\u0007 \u009b31m',
  'turned \u202Etxt.exe',
  'half \ud800 pair',
  'two\r\nlines,"quoted";semicolon',
  'line\u2028separator',
  '👩‍✈️ 🇦🇫',
  '\ufeffmark\uffff',
  "'; DROP TABLE drones; --",
  '../../../etc/passwd',
  '\u202e\0',
]
const droneIds = callsigns.map((_, n) => droneIdOf(100 + n))
const shown = callsigns.map((callsign, n) => plainText(callsign) || (droneIds[n] as string))

let server: TelemetryServer
beforeAll(async () => {
  server = await startTelemetryServer({ droneIds: [] })
  await server.roster.saveConvoy({ ...convoyOf(convoyId), callsign: '"><script>\r\nx\0\u202e=1' }, null)
  const drones = droneIds.map((droneId, n) => ({ ...droneOf(droneId), callsign: callsigns[n] as string }))
  await server.roster.addDrones(
    convoyId,
    drones.map((drone) => ({ ...drone, callsign: drone.callsign.toWellFormed() })),
  )
  // The store refuses half a surrogate pair: only a cache can hold one.
  server.roster.restore({ convoys: [], drones: drones.map((drone) => ({ ...drone, version: 2 })) })
  const startMs = Date.UTC(2026, 0, 1)
  await send(
    server,
    'REST',
    droneIds.flatMap((droneId) =>
      [1, 2].map((n) => reading({ droneId, sequence: n, recordedAt: startMs + n * 1_000 })),
    ),
  )
})
afterAll(() => server.close())

const textOf = async (format: string) =>
  (await fetch(`${server.url}/api/v1/convoys/${convoyId}/telemetry?format=${format}`)).text()

/** Prints the callsigns, as Python reads them. */
const scripts = {
  csv: `
import csv, io, json, sys
text = io.TextIOWrapper(sys.stdin.buffer, 'utf-8', newline='')
print(json.dumps([row['callsign'] for row in csv.DictReader(text, strict=True)][::2]))`,
  geojson: `
import json, sys
print(json.dumps([f['properties']['callsign'] for f in json.load(sys.stdin.buffer)['features']]))`,
  gpx: `
import json, sys, xml.etree.ElementTree as tree
root = tree.parse(sys.stdin.buffer).getroot()
ns = '{http://www.topografix.com/GPX/1/1}'
assert len(root) == 1 + len(root.findall(ns + 'trk')), 'nothing but metadata and tracks'
assert all(len(trk.findall(ns + 'trkseg/' + ns + 'trkpt')) == 2 for trk in root.findall(ns + 'trk'))
print(json.dumps([trk.find(ns + 'name').text for trk in root.findall(ns + 'trk')]))`,
  kml: `
import json, sys, xml.etree.ElementTree as tree
ns = '{http://www.opengis.net/kml/2.2}'
document = tree.parse(sys.stdin.buffer).getroot().find(ns + 'Document')
places = document.findall(ns + 'Placemark')
assert len(document) == 2 + len(places), 'nothing but a name, a style and placemarks'
print(json.dumps([place.find(ns + 'name').text for place in places]))`,
}

test.each(Object.entries(scripts))('F140 %s: every hostile callsign comes out as text', async (format, script) => {
  const text = await textOf(format)
  const expected =
    format === 'csv' ? shown.map((callsign) => (runsAsFormula(callsign) ? `'${callsign}` : callsign)) : shown
  expect(runPython(script, text)).toEqual(expected)
  for (const hidden of ['\0', '\u0007', '\u009b', '\u202e', '\u2028', '\ufeff', '\uffff'])
    expect(text).not.toContain(hidden)
})
const runsAsFormula = (callsign: string) => /^[=@＝-]/.test(callsign)

test('F140 NDJSON has no callsigns, and is read line by line', async () => {
  const script = 'import json, sys\nprint(json.dumps([json.loads(line)["droneId"] for line in sys.stdin.buffer][::2]))'
  expect(runPython(script, await textOf('ndjson'))).toEqual(droneIds)
})

test('F95 F140 the name of the file is one that every system takes, whatever the callsign', async () => {
  for (const droneId of droneIds) {
    const response = await fetch(`${server.url}/api/v1/drones/${droneId}/telemetry?format=gpx`, { method: 'HEAD' })
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="(?!\.)[\w.-]+\.gpx"(; filename\*=UTF-8''(?!%2F|\.)[\w.%~-]+\.gpx)?$/,
    )
  }
  const path = `${server.url}/api/v1/convoys/${convoyId}/telemetry?format=csv`
  expect((await fetch(path, { method: 'HEAD' })).headers.get('content-disposition')).toBe(
    `attachment; filename="script-x-_1.csv"; filename*=UTF-8''script-x-%3D1.csv`,
  )
})
