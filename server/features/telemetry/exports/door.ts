import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Logger } from 'pino'
import type { Ports } from '../../../ports/index.ts'
import type { ParquetFiles } from '../../../ports/parquet-files.ts'
import type { Roster } from '../../../repositories/roster.ts'
import type { ActorOf } from '../../../transport/http/actor-of.ts'
import { attachment } from '../../../transport/http/attachment.ts'
import { type RequestDoor, unbuffered } from '../../../transport/http/doors.ts'
import { encodingFor, encodingHeaders } from '../../../transport/http/encodings.ts'
import { requireMethod, serveRest } from '../../../transport/http/rest.ts'
import { type ExportRequest, parseConvoyExport, parseDroneExport } from './arguments.ts'
import type { TextFormat } from './formats.ts'
import { parquetColumns, toParquetRows } from './parquet.ts'
import { type DroneReadings, readExport, writeText } from './read-export.ts'

interface ExportDeps extends Pick<Ports, 'tables' | 'clock'> {
  roster: Pick<Roster, 'findDrone' | 'findConvoy' | 'dronesOf'>
  parquetFiles: ParquetFiles
  actorOf: ActorOf
  log: Logger
}

const exportPath = /^\/api\/v1\/(drones|convoys)\/([^/]+)\/telemetry$/

/**
 * `GET /api/v1/drones/{droneId}/telemetry` and `GET /api/v1/convoys/{convoyId}/telemetry`: stored readings as a file, streamed as
 * fast as the client reads. Ends when the client disconnects. docs/exports.md describes the formats.
 */
export const createExportDoor =
  (deps: ExportDeps): RequestDoor =>
  (request, response, path) => {
    const [, kind, id] = exportPath.exec(path) ?? []
    if (id === undefined) return false
    const parse = kind === 'drones' ? parseDroneExport : parseConvoyExport
    return serveRest(deps, request, response, () => {
      requireMethod(request, response, ['GET', 'HEAD'])
      return answerExport(deps, parse(deps.roster, id, request), request, response)
    })
  }

async function answerExport(
  deps: ExportDeps,
  wanted: ExportRequest,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const readings = readExport(deps, deps.actorOf(request.headers), wanted.drones, wanted, gone.signal)
  try {
    if ('createWriter' in wanted.format) await sendText(wanted.format, wanted, readings, request, response)
    else if (request.method === 'HEAD') response.writeHead(200, headersOf(wanted)).end()
    else await sendParquet(deps.parquetFiles, wanted, readings, response, gone.signal)
  } catch (error) {
    if (!gone.signal.aborted) throw error
  }
}

async function sendText(
  format: TextFormat,
  wanted: ExportRequest,
  readings: Iterable<DroneReadings>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const encoding = encodingFor(request)
  response.writeHead(200, {
    ...headersOf(wanted),
    ...encodingHeaders(encoding),
  })
  if (request.method === 'HEAD') {
    response.end()
    return
  }
  const text = Readable.from(writeText(format.createWriter(), wanted.title, readings))
  if (encoding) await pipeline(text, encoding.createStream(), response)
  else await pipeline(text, response)
}

/** The whole file is written before the first byte is sent: what describes it stands at its end. */
async function sendParquet(
  files: ParquetFiles,
  wanted: ExportRequest,
  readings: Iterable<DroneReadings>,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const file = await files.write(parquetColumns, toParquetRows(readings), signal)
  try {
    response.writeHead(200, { ...headersOf(wanted), 'content-length': file.sizeBytes })
    await pipeline(Readable.from(file.read()), response)
  } finally {
    await file.remove()
  }
}

const headersOf = ({ format, fileName }: ExportRequest) => ({
  'content-type': format.contentType,
  'content-disposition': attachment(fileName),
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  ...unbuffered,
})
