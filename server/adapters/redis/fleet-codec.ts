/** How readings and rows are stored in a drone's hash. */
import { Packr } from 'msgpackr'
import type { Convoy, Drone } from '../../../schema/convoys.ts'
import type { DroneId } from '../../../schema/ids.ts'
import type { LeadershipReport, LeadershipRole } from '../../../schema/leadership.ts'
import { type Measurements, type StoredReading, telemetryFieldNames } from '../../../schema/telemetry.ts'

const codec = new Packr({ useRecords: false })
const versionDigits = 10
/** The measured fields in the order of their values: a reading written by a version with other fields is not read. */
const format = telemetryFieldNames.join()

type PackedReport = [
  term: number,
  role: LeadershipRole,
  leaderId: string | null,
  votedFor: string | null,
  peers: unknown[],
]
type PackedReading = [string, string, number, number, number, number, PackedReport | null, ...(number | null)[]]

const packReport = ({ term, role, leaderId, votedFor, peers }: LeadershipReport): PackedReport => [
  ...([term, role, leaderId, votedFor] as const),
  peers.flatMap(({ droneId, linkPct }) => [droneId, linkPct]),
]

function unpackReport([term, role, leaderId, votedFor, flat]: PackedReport): LeadershipReport {
  const peers: LeadershipReport['peers'] = []
  for (let at = 0; at < flat.length; at += 2)
    peers.push({ droneId: flat[at] as DroneId, linkPct: flat[at + 1] as number })
  return { term, role, leaderId: leaderId as DroneId | null, votedFor: votedFor as DroneId | null, peers }
}

/** Values without their names: a third of the size, and thousands are read at a start. */
export function packReading(reading: StoredReading): Buffer {
  const { droneId, recordedAtMs, sequence, receivedAtMs, flags, leadership } = reading
  const packed: PackedReading = [
    ...([format, droneId, recordedAtMs, sequence, receivedAtMs, flags] as const),
    leadership && packReport(leadership),
    ...telemetryFieldNames.map((name) => reading[name]),
  ]
  return codec.pack(packed)
}

/** Null for a value of another version or program. */
export function unpackReading(bytes: Buffer): StoredReading | null {
  const packed = unpack<PackedReading>(bytes)
  if (!Array.isArray(packed) || packed[0] !== format) return null
  const [, droneId, recordedAtMs, sequence, receivedAtMs, flags, report, ...values] = packed
  const measured = {} as Record<string, number | null>
  for (let at = 0; at < telemetryFieldNames.length; at++)
    measured[telemetryFieldNames[at] as string] = values[at] as number | null
  return {
    ...(measured as unknown as Measurements),
    ...{ droneId: droneId as DroneId, recordedAtMs, sequence, receivedAtMs, flags },
    leadership: report && unpackReport(report),
  }
}

/** The version in digits, so that Lua compares it, then the row. */
export const packRow = (row: Convoy | Drone): Buffer =>
  Buffer.concat([Buffer.from(String(row.version).padStart(versionDigits, '0')), codec.pack(row)])

export const unpackRow = <R extends Convoy | Drone>(bytes: Buffer): R | null => unpack<R>(bytes.subarray(versionDigits))

function unpack<V>(bytes: Buffer): V | null {
  try {
    return codec.unpack(bytes) as V
  } catch {
    return null
  }
}
