/** REST: batches of every shape at `POST /api/v1/telemetry`, and histories asked for well and badly. */
import { gzipSync } from 'node:zlib'
import type { Random } from '../../lib/random/random.ts'
import { unassignedConvoyId } from '../../schema/convoys.ts'
import { badBytes, badTexts, drawBatch, drawJson, droneIds } from './inputs.ts'
import { type Fuzz, patienceMs } from './report.ts'

const bodyCodes = new Set(['invalid', 'forbidden', 'missing', 'limited'])
/** A reading that is well formed may still be a conflict, or have no room. */
const readingCodes = new Set(['conflict', 'limited', 'invalid', 'missing'])

interface Call {
  what: string
  path: string
  init: RequestInit
  /** Statuses that explain themselves; 429 does everywhere. */
  expected: readonly number[]
  /** How many readings the answer must account for, and how many of them may be refused as `invalid`. */
  batch?: { size: number; bad: number }
}

export async function fuzzRest({ url, report, signal }: Fuzz, random: Random): Promise<void> {
  while (!signal.aborted) {
    const call = random.int(0, 3) === 0 ? drawHistory(random) : drawPost(random)
    const door = `REST ${call.what}`
    const cut = random.int(0, 30) === 0
    try {
      const timeout = AbortSignal.timeout(cut ? random.int(0, 20) : patienceMs)
      const response = await fetch(`${url}${call.path}`, { ...call.init, signal: timeout })
      const text = await response.text()
      report.count(door, String(response.status))
      const problem = problemOf(call, response.status, text)
      if (problem) report.unexplained(door, `${response.status} ${problem}: ${text.slice(0, 300)}`, shown(call))
    } catch (error) {
      if (cut) report.count(door, 'cut by the client')
      else report.unexplained(door, `no answer: ${reasonOf(error)}`, shown(call))
    }
  }
}

export const reasonOf = (error: unknown): string => {
  const { message, cause } = error as Error
  return cause instanceof Error ? `${message} (${cause.message})` : message
}
const shown = ({ path, init }: Call) => `${init.method ?? 'GET'} ${path} ${JSON.stringify(init.headers)} ${init.body}`

function problemOf({ expected, batch, path, init }: Call, status: number, text: string): string | null {
  if (init.method === 'HEAD')
    return expected.includes(status) && text === '' ? null : 'with a body, or for another reason'
  if (status === 429) return hasError(text, new Set(['limited'])) ? null : 'without its reason'
  if (!expected.includes(status)) return `where ${expected.join(' or ')} was expected`
  if (status >= 400) return hasError(text, bodyCodes) ? null : 'without its reason'
  return batch ? problemOfAnswer(text, batch) : isNdjson(path) ? problemOfLines(text) : null
}

const isNdjson = (path: string) => /[?&]format=(ndjson)?(&|$)/.test(path) || !path.includes('format=')

function hasError(text: string, codes: ReadonlySet<string>): boolean {
  try {
    const { error } = JSON.parse(text) as { error?: { code: string; message: string } }
    return error !== undefined && codes.has(error.code) && error.message.length > 0
  } catch {
    return false
  }
}

export interface Verdicts {
  accepted: number
  duplicates: number
  late: number
  refused: { code: string; expected: string; got: string }[]
}

export function problemOfAnswer(text: string, { size, bad }: { size: number; bad: number }): string | null {
  const { accepted, duplicates, late, refused } = JSON.parse(text) as Verdicts
  if (accepted + duplicates + late + refused.length !== size) return `with verdicts for other than ${size} readings`
  if (refused.some(({ code, expected }) => !readingCodes.has(code) || expected === '')) return 'with an odd refusal'
  if (refused.filter(({ code }) => code === 'invalid').length > bad) return `with more than ${bad} invalid readings`
  if (refused.some(({ code }) => code === 'missing')) return 'with an unknown drone though drones are enrolled'
  return null
}

function problemOfLines(text: string): string | null {
  for (const line of text.split('\n')) if (line !== '') JSON.parse(line)
  return null
}

function drawPost(random: Random): Call {
  const path = '/api/v1/telemetry'
  const post = (what: string, type: string, body: RequestInit['body'], expected: number[], more: object = {}) => ({
    what: `POST ${what}`,
    path,
    init: { method: 'POST', headers: { 'content-type': type, ...more }, body } as RequestInit,
    expected,
  })
  const drawn = drawBatch(random)
  const batch = { size: drawn.length, bad: drawn.filter(({ isGood }) => !isGood).length }
  const readings = drawn.map(({ reading }) => reading)
  const json = JSON.stringify(readings)
  const lines = readings.map((reading) => JSON.stringify(reading)).join('\n')
  const gzip = { 'content-encoding': 'gzip' }
  switch (random.int(0, 13)) {
    case 0:
    case 1:
    case 2:
      return { ...post('JSON', 'application/json', json, [200]), batch }
    case 3:
    case 4:
      return { ...post('NDJSON', 'application/x-ndjson', lines, [200]), batch }
    case 5:
      return { ...post('gzip', 'application/json', new Uint8Array(gzipSync(json)), [200], gzip), batch }
    case 6:
      return post('no gzip', 'application/json', json, [400], gzip)
    case 7:
      return post('odd JSON', 'application/json', JSON.stringify(drawJson(random)), [200, 400, 413])
    case 8:
      return post('bad text', 'application/json', random.pick(badTexts), [200, 400])
    case 9:
      return post('bad lines', 'application/x-ndjson', `${random.pick(badTexts)}\n${lines}`, [200])
    case 10:
      return post('not UTF-8', 'application/json', new Uint8Array(random.pick(badBytes)), [400])
    case 11:
      return post('another type', random.pick(['text/plain', 'x', 'application/json; charset=latin1']), json, [415])
    case 12:
      return post('too many', 'application/x-ndjson', '{}\n'.repeat(5_001), [413])
    default:
      return { ...post('foreign', 'application/json', json, [403], { origin: 'http://evil.example' }) }
  }
}

function drawHistory(random: Random): Call {
  const nowMs = Date.now()
  const droneId = random.pick([...droneIds.slice(0, 8), random.uuid(), 'x', '..%2F..', '%00', '%ff', 'a'.repeat(250)])
  const time = () =>
    random.pick([
      ...[nowMs, nowMs - 60_000, nowMs - 3_600_000, 0].map(String),
      ...['', '2026-02-30T00:00:00Z', '2026-01-01T00:00:00Z', '-1', 'now', '1e999', '9'.repeat(20), '%00'],
    ])
  const query = new URLSearchParams()
  if (random.int(0, 2) > 0) query.set('from', time())
  if (random.int(0, 2) > 0) query.set('to', time())
  if (random.int(0, 2) === 0)
    query.set('format', random.pick(['csv', 'ndjson', 'geojson', 'gpx', 'kml', '', 'xml', 'CSV']))
  const ofConvoy = random.int(0, 3) === 0
  if (ofConvoy && random.int(0, 1) === 0) query.set('droneIds', `${random.pick(droneIds)},${droneId}`)
  const method = random.pick(['GET', 'GET', 'GET', 'HEAD', 'PUT', 'DELETE'])
  return {
    what: 'history',
    path: `/api/v1/${ofConvoy ? `convoys/${unassignedConvoyId}` : `drones/${droneId}`}/telemetry?${query}`,
    init: { method },
    expected: method === 'HEAD' || method === 'GET' ? [200, 400, 404] : [404, 405],
  }
}
