/**
 * A leadership report as short text, for the store: base64 of
 *
 *   count of ids (1) · ids (16 each): peers in order, then others · term · role (1) · leader · vote · a link quality for each peer
 *
 * Each id is written once; leader and vote are places among them, from 1, 0 for none. Numbers are LEB128 varints; a link quality is
 * in hundredths and one more, or, where it has more digits, 0 and a double. Text that begins with `{` is JSON of earlier versions.
 */
import type { DroneId } from './ids.ts'
import { type LeadershipReport, leadershipRoles, maxPeersPerReport } from './leadership.ts'
import type { TextForm } from './table-types.ts'

const idBytes = 16
const hundredths = 100
/** Ids, and at most five bytes of term, three of role and places, nine of each link. */
const maxBytes = 1 + (maxPeersPerReport + 2) * idBytes + 8 + maxPeersPerReport * 9

/** `parse` throws a RangeError for text that `print` has not written. */
export const leadershipText: TextForm<LeadershipReport> = { print, parse }

/** One for all: printing is synchronous. */
const bytes = new Uint8Array(maxBytes)
const view = new DataView(bytes.buffer)
let length = 0

function print({ term, role, leaderId, votedFor, peers }: LeadershipReport): string {
  if (peers.length > maxPeersPerReport)
    throw new RangeError(`Peers: expected at most ${maxPeersPerReport}, got ${peers.length}.`)
  const ids = peers.map(({ droneId }) => droneId)
  const placeOf = (id: DroneId | null): number => {
    if (id === null) return 0
    const known = ids.indexOf(id)
    return known < 0 ? ids.push(id) : known + 1
  }
  const [leader, vote] = [placeOf(leaderId), placeOf(votedFor)]
  length = 0
  bytes[length++] = ids.length
  for (const id of ids) writeId(id)
  writeVarint(term)
  bytes[length++] = leadershipRoles.indexOf(role)
  bytes[length++] = leader
  bytes[length++] = vote
  for (const { linkPct } of peers) writeLink(linkPct)
  return btoa(String.fromCharCode(...bytes.subarray(0, length)))
}

function parse(text: string): LeadershipReport {
  if (text.startsWith('{')) return JSON.parse(text) as LeadershipReport
  const reader = openText(text)
  const ids = Array.from({ length: reader.byte() }, reader.id)
  const term = reader.varint()
  const role = leadershipRoles[reader.byte()]
  const [leader, vote] = [reader.byte(), reader.byte()]
  const others = new Set([leader, vote].filter((place) => place > 0))
  const links: number[] = []
  while (!reader.isAtEnd()) links.push(reader.link())
  if (!role || links.length > ids.length || Math.max(0, ...others) > ids.length) throw damaged(text)
  return {
    term,
    role,
    leaderId: ids[leader - 1] ?? null,
    votedFor: ids[vote - 1] ?? null,
    peers: links.map((linkPct, at) => ({ droneId: ids[at] as DroneId, linkPct })),
  }
}

function writeId(id: DroneId): void {
  for (let at = 0; at < id.length; at += 2) {
    if (id.charCodeAt(at) === dash) at++
    bytes[length++] = (nibbleOf(id.charCodeAt(at)) << 4) | nibbleOf(id.charCodeAt(at + 1))
  }
}

function writeVarint(value: number): void {
  let rest = value
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes[length++] = (rest % 128) | 128
  bytes[length++] = rest
}

function writeLink(linkPct: number): void {
  const scaled = Math.round(linkPct * hundredths)
  if (scaled >= 0 && Object.is(scaled / hundredths, linkPct)) writeVarint(scaled + 1)
  else {
    bytes[length++] = 0
    view.setFloat64(length, linkPct)
    length += 8
  }
}

function openText(text: string) {
  const binary = decodeBase64(text)
  let at = 0
  const byte = (): number => {
    if (at >= binary.length) throw damaged(text)
    return binary.charCodeAt(at++)
  }
  const varint = (): number => {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const part = byte()
      value += (part & 127) * scale
      if (part < 128) return value
    }
  }
  const double = (): number => {
    for (let i = 0; i < 8; i++) view.setUint8(i, byte())
    return view.getFloat64(0)
  }
  return {
    byte,
    varint,
    isAtEnd: () => at >= binary.length,
    link(): number {
      const scaled = varint()
      return scaled === 0 ? double() : (scaled - 1) / hundredths
    },
    id(): DroneId {
      let id = ''
      for (let i = 0; i < idBytes; i++) {
        if (i === 4 || i === 6 || i === 8 || i === 10) id += '-'
        id += hexOf[byte()]
      }
      return id as DroneId
    },
  }
}

function decodeBase64(text: string): string {
  try {
    return atob(text)
  } catch {
    throw damaged(text)
  }
}

const dash = '-'.charCodeAt(0)
/** Of a hexadecimal digit in lower case. */
const nibbleOf = (code: number): number => (code < 58 ? code - 48 : code - 87)
const hexOf = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, '0'))
const damaged = (text: string) =>
  new RangeError(`Leadership report: expected one as it is stored, got ${JSON.stringify(text.slice(0, 40))}.`)
