import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { describe, Failure, invalid } from '../../../../lib/errors.ts'
import { type DroneId, parseId } from '../../../../schema/ids.ts'
import type { Actor } from '../../../../schema/permissions.ts'
import type { StoredReading } from '../../../../schema/telemetry.ts'
import type { Ports } from '../../../ports/index.ts'
import type { Roster } from '../../../repositories/roster.ts'
import { unbuffered } from '../../../transport/http/doors.ts'
import { instantIn, queryOf } from '../../../transport/http/rest.ts'
import { acceptsGzip, gzipOptions } from '../../../transport/http/send-body.ts'
import { readHistory } from '../history.ts'
import { csvHeader, toCsvLine, toWire } from '../wire.ts'

type Deps = Pick<Ports, 'tables'> & { roster: Pick<Roster, 'findDrone'> }

interface Format {
  contentType: string
  header: string
  line: (reading: StoredReading) => string
}
const formats: Record<'ndjson' | 'csv', Format> = {
  ndjson: {
    contentType: 'application/x-ndjson; charset=utf-8',
    header: '',
    line: (reading) => `${JSON.stringify(toWire(reading))}\n`,
  },
  csv: {
    contentType: 'text/csv; charset=utf-8',
    header: `${csvHeader}\r\n`,
    line: (reading) => `${toCsvLine(reading)}\r\n`,
  },
}
const chunkChars = 64 << 10

/** Streams a drone's readings, oldest first, as fast as the client reads; stops when the client disconnects. */
export async function answerHistory(
  deps: Deps,
  actor: Actor,
  droneIdText: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const droneId = parseId<DroneId>(droneIdText)
  if (!droneId || !deps.roster.findDrone(droneId))
    throw new Failure('missing', `No drone ${describe(droneIdText)}, expected one of the roster.`)
  const { fromMs, toMs, format } = parseArguments(request)

  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const pages = readHistory(deps, actor, droneId, fromMs, toMs, gone.signal)
  const isCompressed = acceptsGzip(request)
  response.writeHead(200, {
    'content-type': format.contentType,
    'cache-control': 'no-store',
    vary: 'accept-encoding',
    ...(isCompressed ? { 'content-encoding': 'gzip' } : {}),
    ...unbuffered,
  })
  if (request.method === 'HEAD') {
    response.end()
    return
  }
  const lines = inChunks(format, pages)
  try {
    if (isCompressed) await pipeline(Readable.from(lines), createGzip(gzipOptions), response)
    else await pipeline(Readable.from(lines), response)
  } catch (error) {
    if (!gone.signal.aborted) throw error
  }
}

async function* inChunks(format: Format, pages: AsyncIterable<readonly StoredReading[]>): AsyncGenerator<string> {
  let chunk = format.header
  for await (const readings of pages)
    for (const reading of readings) {
      chunk += format.line(reading)
      if (chunk.length < chunkChars) continue
      yield chunk
      chunk = ''
    }
  if (chunk !== '') yield chunk
}

function parseArguments(request: IncomingMessage): { fromMs: number; toMs: number; format: Format } {
  const { from, to, format } = queryOf(request, ['from', 'to', 'format'])
  const fromMs = instantIn('from', from) ?? 0
  const toMs = instantIn('to', to) ?? Number.MAX_SAFE_INTEGER
  if (toMs < fromMs) throw invalid('to', 'no time before from', describe(to))
  return { fromMs, toMs, format: parseFormat(format ?? 'ndjson') }
}

function parseFormat(text: string): Format {
  if (text === 'ndjson' || text === 'csv') return formats[text]
  throw invalid('format', 'ndjson or csv', describe(text))
}
