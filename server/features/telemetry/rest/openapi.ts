import { failureCodes } from '../../../../lib/errors.ts'
import { leadershipRoles, maxPeersPerReport } from '../../../../schema/leadership.ts'
import { historyPaths } from '../../../../schema/openapi/history.ts'
import {
  type MeasuredField,
  maxReadingsPerBatch,
  readingFlagNames,
  telemetryFieldNames,
  telemetryFields,
} from '../../../../schema/telemetry.ts'
import { exportFormats } from '../exports/formats.ts'

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const droneId = { type: 'string', format: 'uuid' }
const count = (description: string) => ({ type: 'integer', minimum: 0, description })
const whole31 = (description: string) => ({ type: 'integer', minimum: 0, maximum: 2 ** 31 - 1, description })
const json = (schema: object) => ({ content: { 'application/json': { schema } } })
const required = telemetryFieldNames.filter((name) => 'required' in telemetryFields[name])

const measured = Object.fromEntries(
  telemetryFieldNames.map((name) => {
    const { description, min, max }: MeasuredField = telemetryFields[name]
    const beyond = required.includes(name) ? '' : ' A value out of bounds is dropped and flagged.'
    return [name, { type: 'number', minimum: min, maximum: max, description: description + beyond }]
  }),
)

const leadership = {
  type: 'object',
  description: 'The election as the drone sees it. A report with role leader is a heartbeat of that leader.',
  required: ['term', 'role'],
  properties: {
    term: whole31('Number of the election.'),
    role: { enum: leadershipRoles },
    leaderId: { ...droneId, type: ['string', 'null'], description: 'Null while unknown; a leader names itself.' },
    votedFor: { ...droneId, type: ['string', 'null'] },
    peers: {
      type: 'array',
      maxItems: maxPeersPerReport,
      items: {
        type: 'object',
        required: ['droneId', 'linkPct'],
        properties: { droneId, linkPct: { type: 'number', minimum: 0, maximum: 100 } },
      },
    },
  },
}

const reading = {
  type: 'object',
  required: ['droneId', 'recordedAt', 'sequence', ...required],
  properties: {
    droneId,
    recordedAt: {
      description: 'RFC 3339, or whole milliseconds since 1970.',
      oneOf: [{ type: 'string', format: 'date-time' }, { type: 'integer' }],
    },
    sequence: whole31('A counter kept by the drone, incremented with each reading.'),
    ...measured,
    leadership: ref('Leadership'),
    flags: {
      type: 'array',
      readOnly: true,
      items: { enum: readingFlagNames },
      description:
        'Flags set on ingest; absent when there are none, ignored when sent. A position flagged nullIsland or implausible is unreliable: exclude it from tracks and distances.',
    },
  },
}

const fault = {
  type: 'object',
  required: ['code', 'path', 'expected', 'got'],
  properties: {
    code: { enum: failureCodes },
    path: { type: 'string', description: 'Dotted path of the value; empty for the whole reading.' },
    expected: { type: 'string' },
    got: { type: 'string' },
  },
}

const answer = {
  type: 'object',
  required: ['accepted', 'duplicates', 'late', 'refused', 'ignoredFields', 'ignoredCount', 'flagged', 'gaps'],
  properties: {
    accepted: count('Stored, and newer than the newest reading of their drones.'),
    duplicates: count('Already stored with the same values.'),
    late: count('Stored, but older than the newest reading of their drones.'),
    refused: {
      type: 'array',
      items: {
        allOf: [
          { type: 'object', required: ['index'], properties: { index: count('Index in the batch.') } },
          ref('Fault'),
        ],
      },
    },
    ignoredFields: { type: 'array', items: { type: 'string' }, description: 'Names of unknown fields.' },
    ignoredCount: count('Occurrences of unknown fields.'),
    flagged: {
      type: 'object',
      description: 'Flags of the stored readings.',
      required: ['nullIsland', 'implausible', 'outOfBounds'],
      properties: {
        nullIsland: count('Exactly 0,0.'),
        implausible: count('Farther from the previous reading than any platform can fly.'),
        outOfBounds: {
          type: 'array',
          description: 'Measured values out of bounds; the readings are stored without them.',
          items: {
            type: 'object',
            required: ['index', 'path', 'expected', 'got'],
            properties: {
              index: count('Index in the batch.'),
              path: fault.properties.path,
              expected: { type: 'string' },
              got: { type: 'string' },
            },
          },
        },
      },
    },
    gaps: count('Readings missing by the drones’ sequence numbers.'),
  },
}

const error = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message', 'faults'],
      properties: {
        code: { enum: [...failureCodes, 'internal'] },
        message: { type: 'string' },
        faults: { type: 'array', items: ref('Fault') },
        retryAfterMs: { type: 'integer' },
      },
    },
  },
}

const refusals = (statuses: Record<number, string>) =>
  Object.fromEntries(
    Object.entries(statuses).map(([status, description]) => [status, { description, ...json(ref('Error')) }]),
  )

const takeReadings = {
  summary: 'Send readings',
  description: `One reading, a list, or one reading per line: at most ${maxReadingsPerBatch} readings and 8 MiB uncompressed. Responds once all accepted readings are durable.`,
  parameters: [{ name: 'Content-Encoding', in: 'header', schema: { enum: ['gzip', 'identity'] } }],
  requestBody: {
    required: true,
    content: {
      'application/json': {
        schema: { oneOf: [ref('Reading'), { type: 'array', maxItems: maxReadingsPerBatch, items: ref('Reading') }] },
      },
      'application/x-ndjson': { schema: ref('Reading') },
    },
  },
  responses: {
    200: { description: 'The batch was judged: a verdict for each reading.', ...json(ref('Answer')) },
    ...refusals({
      400: 'Not JSON, not UTF-8, nested too deeply, or cut short.',
      403: 'An untrusted Origin or Host.',
      413: 'Too many readings or bytes.',
      415: 'An unsupported Content-Type or Content-Encoding.',
      429: 'Too many readings in flight.',
      503: 'The database is unavailable.',
    }),
  },
}

const time = (name: string) => ({
  name,
  in: 'query',
  description: 'RFC 3339, or milliseconds since 1970.',
  schema: { type: 'string' },
})
const text = { schema: { type: 'string' } }
const exported = (whose: string, parameters: object[]) => ({
  summary: `Export the stored readings of ${whose}`,
  description:
    'Readings in [from, to), one drone after the other in order of their ids, each oldest first. Rows (ndjson, csv, parquet) have ' +
    'every reading as sent, with the flags set on ingest; tracks (geojson, gpx, kml) leave out positions flagged nullIsland or ' +
    'implausible, and are split where a drone was silent.',
  parameters: [
    ...parameters,
    time('from'),
    time('to'),
    { name: 'format', in: 'query', schema: { enum: exportFormats.map(({ name }) => name), default: 'ndjson' } },
  ],
  responses: {
    200: {
      description: 'A stream, with a name for the file in Content-Disposition.',
      content: Object.fromEntries(
        exportFormats.map(({ name, contentType }) => [
          contentType.split(';')[0],
          name === 'ndjson' ? { schema: ref('Reading') } : name === 'parquet' ? {} : text,
        ]),
      ),
    },
    ...refusals({
      400: 'An unknown, repeated or invalid argument, or a range that ends before it begins.',
      404: 'No such drone or convoy.',
      429: 'Too many Parquet files are being written.',
      503: 'The database is unavailable, or there is no room for a Parquet file.',
    }),
  },
})
const exportDrone = exported('a drone', [{ name: 'droneId', in: 'path', required: true, schema: droneId }])
const exportConvoy = exported('the drones of a convoy', [
  { name: 'convoyId', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } },
  {
    name: 'droneIds',
    in: 'query',
    description: 'Ids of drones of the convoy, separated by commas; those in service when absent.',
    schema: { type: 'array', items: droneId },
    style: 'form',
    explode: false,
  },
])

/** The REST endpoints in OpenAPI 3.1, those of telemetry generated from the registry of fields. */
export const openApi = {
  openapi: '3.1.0',
  info: {
    title: 'Convoy Tracker',
    version: '1',
    description: 'Send readings of drones, read them back, replay the picture, and ask the past.',
  },
  paths: {
    '/api/v1/telemetry': { post: takeReadings },
    '/api/v1/drones/{droneId}/telemetry': { get: exportDrone },
    '/api/v1/convoys/{convoyId}/telemetry': { get: exportConvoy },
    ...historyPaths,
  },
  components: {
    schemas: { Reading: reading, Leadership: leadership, Answer: answer, Fault: fault, Error: error },
  },
}
