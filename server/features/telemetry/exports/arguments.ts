import type { IncomingMessage } from 'node:http'
import { describe, Failure, invalid, refusal } from '../../../../lib/errors.ts'
import type { Drone } from '../../../../schema/convoys.ts'
import { type ConvoyId, type DroneId, parseId } from '../../../../schema/ids.ts'
import type { Roster } from '../../../repositories/roster.ts'
import { fileNameOf } from '../../../transport/http/attachment.ts'
import { instantIn, queryOf } from '../../../transport/http/rest.ts'
import { type ExportFormat, exportFormats } from './formats.ts'
import type { Span } from './read-export.ts'

type ExportRoster = Pick<Roster, 'findDrone' | 'findConvoy' | 'dronesOf'>

export interface ExportRequest extends Span {
  drones: readonly Drone[]
  format: ExportFormat
  /** The callsign of the drone or convoy, as stored. */
  title: string
  fileName: string
}

/** What `/api/v1/drones/{droneId}/telemetry` asks for. Throws `missing` and `invalid`. */
export function parseDroneExport(roster: ExportRoster, droneIdText: string, request: IncomingMessage): ExportRequest {
  const droneId = parseId<DroneId>(droneIdText)
  const drone = droneId && roster.findDrone(droneId)
  if (!drone) throw new Failure('missing', `No drone ${describe(droneIdText)}, expected one of the roster.`)
  const { from, to, format } = queryOf(request, ['from', 'to', 'format'])
  return withFile({ drones: [drone], title: drone.callsign, format: parseFormat(format), ...parseSpan(from, to) })
}

/** What `/api/v1/convoys/{convoyId}/telemetry` asks for: its drones in service or those named, in order of their ids. */
export function parseConvoyExport(roster: ExportRoster, convoyIdText: string, request: IncomingMessage): ExportRequest {
  const convoyId = parseId<ConvoyId>(convoyIdText)
  const convoy = convoyId && roster.findConvoy(convoyId)
  if (!convoy) throw new Failure('missing', `No convoy ${describe(convoyIdText)}, expected one of the roster.`)
  const { from, to, format, droneIds } = queryOf(request, ['from', 'to', 'format', 'droneIds'])
  const drones =
    droneIds === undefined ? roster.dronesOf(convoy.convoyId) : parseDrones(roster, convoy.convoyId, droneIds)
  return withFile({ drones, title: convoy.callsign, format: parseFormat(format), ...parseSpan(from, to) })
}

/** Named drones of the convoy, which may be out of service; each once. */
function parseDrones(roster: ExportRoster, convoyId: ConvoyId, text: string): Drone[] {
  const drones = new Map<DroneId, Drone>()
  for (const [at, idText] of text.split(',').entries()) {
    const path = `droneIds.${at}`
    const droneId = parseId<DroneId>(idText)
    if (!droneId) throw invalid(path, 'the id of a drone, a UUID', describe(idText))
    const drone = roster.findDrone(droneId)
    if (drone?.convoyId !== convoyId) throw refusal('missing', path, 'a drone of this convoy', describe(idText))
    drones.set(droneId, drone)
  }
  return [...drones.values()].sort((a, b) => (a.droneId < b.droneId ? -1 : 1))
}

function parseSpan(from: string | undefined, to: string | undefined): Span {
  const fromMs = instantIn('from', from) ?? 0
  const toMs = instantIn('to', to) ?? Number.MAX_SAFE_INTEGER
  if (toMs < fromMs) throw invalid('to', 'no time before from', describe(to))
  return { fromMs, toMs }
}

function parseFormat(text = 'ndjson'): ExportFormat {
  const format = exportFormats.find(({ name }) => name === text)
  if (format) return format
  throw invalid('format', exportFormats.map(({ name }) => name).join(', '), describe(text))
}

const withFile = (request: Omit<ExportRequest, 'fileName'>): ExportRequest => ({
  ...request,
  fileName: fileNameOf(request.title, `${spanSuffix(request)}.${request.format.name}`),
})

/** `_20260101T000000Z_20260101T010000Z`; what is open has no time. */
const spanSuffix = ({ fromMs, toMs }: Span): string =>
  [fromMs === 0 ? '' : `_${stampOf(fromMs)}`, toMs === Number.MAX_SAFE_INTEGER ? '' : `_${stampOf(toMs)}`].join('')

const stampOf = (atMs: number): string => new Date(atMs).toISOString().replace(/[-:]|\.\d+/g, '')
