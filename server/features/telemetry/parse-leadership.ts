import { describe, type Fault } from '../../../lib/errors.ts'
import { type DroneId, parseId } from '../../../schema/ids.ts'
import {
  type LeadershipReport,
  type LeadershipRole,
  leadershipRoles,
  maxPeersPerReport,
  type PeerLink,
} from '../../../schema/leadership.ts'
import { telemetryFields } from '../../../schema/telemetry.ts'
import type { OutOfBounds } from './ingest-result.ts'

const known = new Set(['term', 'role', 'leaderId', 'votedFor', 'peers'])
const { min: leastLinkPct, max: greatestLinkPct } = telemetryFields.linkPct
const greatestTerm = 2 ** 31 - 1

interface ParsedReport {
  report: LeadershipReport
  /** Names of unknown fields. */
  ignoredFields: string[]
  /** Peers whose link quality is out of bounds; they are dropped from the report. */
  outOfBounds: OutOfBounds[]
}

/** Parses a drone's report on its election. */
export function parseLeadership(value: unknown, droneId: DroneId): ParsedReport | { fault: Fault } {
  if (!isRecord(value)) return refuse('', 'an object', value)
  const unknown = Object.keys(value).filter((name) => !known.has(name))
  const { term, role, peers } = value
  if (!Number.isInteger(term) || (term as number) < 0 || (term as number) > greatestTerm)
    return refuse('.term', `a whole number from 0 to ${greatestTerm}`, term)
  if (!leadershipRoles.includes(role as LeadershipRole)) return refuse('.role', leadershipRoles.join(' or '), role)
  const leaderId = parseOptionalId(value.leaderId)
  if (leaderId === undefined) return refuse('.leaderId', 'a UUID or null', value.leaderId)
  if (role === 'leader' && leaderId !== droneId) return refuse('.leaderId', 'a leader to name itself', value.leaderId)
  const votedFor = parseOptionalId(value.votedFor)
  if (votedFor === undefined) return refuse('.votedFor', 'a UUID or null', value.votedFor)
  const links = parsePeers(peers)
  if ('fault' in links) return links
  return {
    report: { term: (term as number) + 0, role: role as LeadershipRole, leaderId, votedFor, peers: links.peers },
    ignoredFields: unknown.map((name) => `leadership.${name}`),
    outOfBounds: links.outOfBounds,
  }
}

function parsePeers(value: unknown): { peers: PeerLink[]; outOfBounds: OutOfBounds[] } | { fault: Fault } {
  if (value === undefined || value === null) return { peers: [], outOfBounds: [] }
  if (!Array.isArray(value)) return refuse('.peers', 'a list', value)
  if (value.length > maxPeersPerReport) return refuse('.peers', `at most ${maxPeersPerReport} peers`, value.length)
  const peers: PeerLink[] = []
  const outOfBounds: OutOfBounds[] = []
  const expected = `a number from ${leastLinkPct} to ${greatestLinkPct}`
  for (let index = 0; index < value.length; index += 1) {
    const peer: unknown = value[index]
    if (!isRecord(peer)) return refuse(`.peers.${index}`, 'an object', peer)
    const droneId = parseId<DroneId>(peer.droneId)
    if (!droneId) return refuse(`.peers.${index}.droneId`, 'a UUID', peer.droneId)
    const linkPct = peer.linkPct
    const path = `.peers.${index}.linkPct`
    if (typeof linkPct !== 'number' || !Number.isFinite(linkPct)) return refuse(path, expected, linkPct)
    if (linkPct >= leastLinkPct && linkPct <= greatestLinkPct) peers.push({ droneId, linkPct: linkPct + 0 })
    else outOfBounds.push({ path: `leadership${path}`, expected, got: describe(linkPct) })
  }
  return { peers, outOfBounds }
}

/** Null for null or undefined; undefined for an invalid id. */
function parseOptionalId(value: unknown): DroneId | null | undefined {
  if (value === undefined || value === null) return null
  return parseId<DroneId>(value) ?? undefined
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const refuse = (path: string, expected: string, got: unknown): { fault: Fault } => ({
  fault: { code: 'invalid', path: `leadership${path}`, expected, got: got === undefined ? 'nothing' : describe(got) },
})
