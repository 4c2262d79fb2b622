/** How readings and rows are stored in a drone's hash. */
import { Packr } from 'msgpackr'
import { hash32 } from '../../../lib/random/random.ts'
import type { Instant } from '../../../lib/readings/order.ts'
import type { Convoy, Drone } from '../../../schema/convoys.ts'
import type { ConvoyId, DroneId } from '../../../schema/ids.ts'
import type { LeadershipReport, LeadershipRole } from '../../../schema/leadership.ts'
import { type Measurements, type StoredReading, telemetryFieldNames } from '../../../schema/telemetry.ts'

const codec = new Packr({ useRecords: false })
const instantDigits = 26
const versionDigits = 10
const droneFields = [
  ...(['callsign', 'platformType', 'reportIntervalMs', 'createdAtMs'] as const),
  ...(['assignedAtMs', 'retiredAtMs', 'leftAtMs', 'version'] as const),
]
/** Names the fields whose values follow, in their order: what a version with other fields has written is not read. */
const formats = { reading: hash32(telemetryFieldNames.join()), drone: hash32(droneFields.join()) }

type PackedReport = [
  term: number,
  role: LeadershipRole,
  leaderId: string | null,
  votedFor: string | null,
  peers: unknown[],
]
type PackedReading = [number, number, number, number, number, PackedReport | null, ...(number | null)[]]

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

/** Digits, so that Lua compares them as strings whatever the server's collation. */
const toInstant = ({ recordedAtMs, sequence }: Instant): string =>
  `${String(recordedAtMs).padStart(16, '0')}${String(sequence).padStart(10, '0')}`

/** Its instant, by which Lua compares it, then its values without their names: thousands are stored, and read at a start. */
export function packReading(reading: StoredReading): Buffer {
  const { recordedAtMs, sequence, receivedAtMs, flags, leadership } = reading
  const packed: PackedReading = [
    ...([formats.reading, recordedAtMs, sequence, receivedAtMs, flags] as const),
    leadership && packReport(leadership),
    ...telemetryFieldNames.map((name) => reading[name]),
  ]
  return Buffer.concat([Buffer.from(toInstant(reading)), codec.pack(packed)])
}

/** Null for a value of another version or program. */
export function unpackReading(droneId: DroneId, bytes: Buffer): StoredReading | null {
  const packed = unpack<PackedReading>(bytes.subarray(instantDigits))
  if (!Array.isArray(packed) || packed[0] !== formats.reading) return null
  const [, recordedAtMs, sequence, receivedAtMs, flags, report, ...values] = packed
  const measured = Object.fromEntries(telemetryFieldNames.map((name, at) => [name, values[at]])) as Measurements
  return {
    ...measured,
    ...{ droneId, recordedAtMs, sequence, receivedAtMs, flags },
    leadership: report && unpackReport(report),
  }
}

const versioned = (version: number, bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from(String(version).padStart(versionDigits, '0')), bytes])

/** Its version, by which Lua compares it, then its values; its ids are in the key. */
export const packDrone = (drone: Drone): Buffer =>
  versioned(drone.version, codec.pack([formats.drone, ...droneFields.map((name) => drone[name])]))

/** Null for a value of another version or program. */
export function unpackDrone(convoyId: ConvoyId, droneId: DroneId, bytes: Buffer): Drone | null {
  const packed = unpack<unknown[]>(bytes.subarray(versionDigits))
  if (!Array.isArray(packed) || packed[0] !== formats.drone) return null
  const values = Object.fromEntries(droneFields.map((name, at) => [name, packed[at + 1]]))
  return { convoyId, droneId, ...values } as Drone
}

export const packConvoy = (convoy: Convoy): Buffer => versioned(convoy.version, codec.pack(convoy))

/** Null for a value of another program. */
export function unpackConvoy(bytes: Buffer): Convoy | null {
  const convoy = unpack<Convoy>(bytes.subarray(versionDigits))
  return typeof convoy?.convoyId === 'string' ? convoy : null
}

function unpack<V>(bytes: Buffer): V | null {
  try {
    return codec.unpack(bytes) as V
  } catch {
    return null
  }
}
