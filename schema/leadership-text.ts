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

const maxTextLength = Math.ceil(maxBytes / 3) * 4

/** One for all: printing and parsing are synchronous. */
const bytes = new Uint8Array(Math.ceil(maxBytes / 3) * 3)
const view = new DataView(bytes.buffer)
let length = 0
/** The byte to be read next. */
let next = 0
/** The digit of the text at which `bytes` begins. */
let firstDigit = 0

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
  try {
    return readReport(openIds(text))
  } catch {
    throw unreadable(text)
  }
}

type LeadershipHead = Readonly<Pick<LeadershipReport, 'term' | 'leaderId'>>

/** The head that was parsed last, with the digits that hold it: a drone's next report nearly always begins with the same. */
let lastHead: { digits: string; head: LeadershipHead } | null = null
const onlyDigits = /^[A-Za-z0-9+/]*$/

/** Term and leader of a report as stored, a fraction of the work of parsing it. Throws a RangeError where it can't read them. */
export function parseLeadershipHead(text: string): LeadershipHead {
  if (lastHead && text.slice(0, lastHead.digits.length) === lastHead.digits) return lastHead.head
  if (text.startsWith('{')) return JSON.parse(text) as LeadershipReport
  try {
    const ids = openIds(text, headDigits)
    const term = readVarint()
    readByte()
    const leader = readByte()
    if (leader > ids.length) throw new RangeError('damaged')
    const head = { term, leaderId: ids[leader - 1] ?? null }
    const digits = text.slice(0, firstDigit + Math.ceil((next * 4) / 3))
    if (onlyDigits.test(digits)) lastHead = { digits, head }
    return head
  } catch {
    throw unreadable(text)
  }
}

const unreadable = (text: string) =>
  new RangeError(`Leadership report: expected one as it is stored, got ${JSON.stringify(text.slice(0, 40))}.`)

function readReport(ids: readonly DroneId[]): LeadershipReport {
  const term = readVarint()
  const role = leadershipRoles[readByte()]
  const [leader, vote] = [readByte(), readByte()]
  const peers: LeadershipReport['peers'] = []
  while (next < length && peers.length < ids.length)
    peers.push({ droneId: ids[peers.length] as DroneId, linkPct: readLink() })
  if (!role || next < length || leader > ids.length || vote > ids.length) throw new RangeError('damaged')
  return { term, role, leaderId: ids[leader - 1] ?? null, votedFor: ids[vote - 1] ?? null, peers }
}

/**
 * The ids of the report that was parsed last: what a drone sends one after the other names the same peers, and ids take ten times as
 * long as all the rest. `text` is the part of them that stands for whole groups of three bytes, `rest` the bytes after it.
 */
let last: { text: string; rest: Uint8Array; ids: readonly DroneId[] } = { text: '', rest: new Uint8Array(0), ids: [] }

/** Of base64: up to two bytes of an id, and term, role and leader. */
const headDigits = 16

/** The ids of a report; what is read next follows them, of known ones at least so many digits of it. */
function openIds(text: string, digits = maxTextLength): readonly DroneId[] {
  next = 0
  const known = last.text.length
  firstDigit = known
  // A comparison of whole texts is ten times as fast as startsWith.
  if (known > 0 && text.slice(0, known) === last.text && decode(text, known, Math.min(text.length, known + digits))) {
    while (next < last.rest.length && bytes[next] === last.rest[next]) next++
    if (next === last.rest.length && next <= length) return last.ids
    next = 0
  }
  firstDigit = 0
  const isPlain = decode(text, 0)
  if (!isPlain) decodeLoosely(text)
  const ids = Array.from({ length: readByte() }, readId)
  const groups = Math.floor(next / 3)
  if (ids.length > 0 && isPlain) last = { text: text.slice(0, groups * 4), rest: bytes.slice(groups * 3, next), ids }
  return ids
}

/** Sets `bytes` from base64 in [from, until); false, and anything in them, for text that is not just groups of four digits. */
function decode(text: string, from: number, until = text.length): boolean {
  if ((until - from) % 4 !== 0 || text.length > maxTextLength) return false
  let end = until
  while (end > from && end > text.length - 2 && text.charCodeAt(end - 1) === padding) end--
  let word = 0
  let bits = 0
  let count = 0
  for (let at = from; at < end; at++) {
    const digit = digitOf[text.charCodeAt(at)] ?? -1
    if (digit < 0) return false
    word = ((word << 6) | digit) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes[count++] = word >> bits
  }
  length = count
  return true
}

/** The same for text with spaces or without its padding; throws for any other. */
function decodeLoosely(text: string): void {
  const binary = atob(text)
  if (binary.length > maxBytes) throw new RangeError('too long')
  for (length = 0; length < binary.length; length++) bytes[length] = binary.charCodeAt(length)
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

function readByte(): number {
  if (next >= length) throw new RangeError('too short')
  return bytes[next++] as number
}

function readVarint(): number {
  let value = 0
  for (let scale = 1; ; scale *= 128) {
    const part = readByte()
    value += (part & 127) * scale
    if (part < 128) return value
  }
}

function readLink(): number {
  const scaled = readVarint()
  if (scaled > 0) return (scaled - 1) / hundredths
  next += 8
  if (next > length) throw new RangeError('too short')
  return view.getFloat64(next - 8)
}

function readId(): DroneId {
  let id = ''
  for (let i = 0; i < idBytes; i++) {
    if (i === 4 || i === 6 || i === 8 || i === 10) id += '-'
    id += hexOf[readByte()]
  }
  return id as DroneId
}

const dash = '-'.charCodeAt(0)
const padding = '='.charCodeAt(0)
/** Of a character of base64; -1 for others. */
const digitOf = new Int8Array(128).fill(-1)
for (const [digit, character] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries())
  digitOf[character.charCodeAt(0)] = digit
/** Of a hexadecimal digit in lower case. */
const nibbleOf = (code: number): number => (code < 58 ? code - 48 : code - 87)
const hexOf = Array.from({ length: 256 }, (_, value) => value.toString(16).padStart(2, '0'))
