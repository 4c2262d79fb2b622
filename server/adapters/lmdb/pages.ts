/** The pages of an LMDB data file (data version 2, 64 bit), parsed as far as needed to check their structure. */

export type PageKind = 'branch' | 'leaf' | 'overflow'

/** A tree of pages; depth 0 is empty. */
export interface Tree {
  depth: number
  branchPages: number
  leafPages: number
  entries: number
  root: number
}

export interface Node {
  /** Child page, for a node of a branch page. */
  child: number
  /** Overflow pages of a value too long for its leaf. */
  overflow: { page: number; pages: number } | null
  /** The named database, for a node of the main tree. */
  tree: Tree | null
}

interface Meta {
  pageBytes: number
  free: Tree
  main: Tree
}

// Page: number 8, transaction 8, pad 2, flags 2, lower 2, upper 2 (or 4: count of overflow pages), then offsets of nodes.
const headerBytes = 24
const flagsAt = 18
const lowerAt = 20
const upperAt = 22
const kindFlags: Record<PageKind, number> = { branch: 1, leaf: 2, overflow: 4 }
const kindMask = 0xff
const metaFlag = 8

// Node: size or child 4, flags 2 (of a branch: rest of the child), key size 2, key, data.
const nodeBytes = 8
const bigData = 1
const subData = 2
const overflowBytes = 24
const treeBytes = 48

const magic = 0xbeefc0de
const dataVersion = 2
const freeTreeAt = headerBytes + 24
const mainTreeAt = freeTreeAt + treeBytes
const transactionAt = mainTreeAt + treeBytes + 8
export const metaBytes = transactionAt + 8

/** The newer of the two meta pages, or a description of the damage. */
export function parseMeta(first: Buffer, readSecond: (pageBytes: number) => Buffer): Meta | string {
  const damageOfFirst = findMetaDamage(first, 0)
  if (damageOfFirst) return damageOfFirst
  const pageBytes = first.readUInt32LE(freeTreeAt)
  if (pageBytes < 512 || pageBytes > 65_536 || (pageBytes & (pageBytes - 1)) !== 0)
    return `page 0 is damaged: expected a power of 2 as page size, got ${pageBytes}`
  const second = readSecond(pageBytes)
  const damageOfSecond = findMetaDamage(second, 1)
  if (damageOfSecond) return damageOfSecond
  const newer = second.readBigUInt64LE(transactionAt) > first.readBigUInt64LE(transactionAt) ? second : first
  return { pageBytes, free: readTree(newer, freeTreeAt), main: readTree(newer, mainTreeAt) }
}

function findMetaDamage(bytes: Buffer, page: number): string | null {
  const flags = bytes.readUInt16LE(flagsAt)
  const number = bytes.readBigUInt64LE(0)
  if (number !== BigInt(page) || (flags & metaFlag) === 0 || bytes.readUInt32LE(headerBytes) !== magic)
    return `page ${page} is damaged: expected the header of an LMDB file, got something else`
  const version = bytes.readUInt32LE(headerBytes + 4) & 0xffff
  return version === dataVersion ? null : `expected LMDB data version ${dataVersion}, got ${version}`
}

/** Describes why the page is invalid, given what its parent expects; null: it is valid. */
export function findPageDamage(bytes: Buffer, page: number, kind: PageKind): string | null {
  const number = bytes.readBigUInt64LE(0)
  if (number !== BigInt(page)) return `expected page number ${page}, got ${number}`
  const flags = bytes.readUInt16LE(flagsAt) & kindMask
  if (flags !== kindFlags[kind]) return `expected a ${kind} page (${kindFlags[kind]}), got ${flags}`
  if (kind === 'overflow') return null
  const lower = bytes.readUInt16LE(lowerAt)
  const upper = bytes.readUInt16LE(upperAt)
  const space = bytes.length - headerBytes
  if (lower < 2 || lower > upper || upper > space || lower % 2 !== 0)
    return `expected free space within ${space} bytes, got ${lower} to ${upper}`
  for (let at = 0; at < lower; at += 2) {
    const offset = bytes.readUInt16LE(headerBytes + at)
    const end = offset < upper || offset > space - nodeBytes ? Number.POSITIVE_INFINITY : endOf(bytes, offset, kind)
    if (end > space) return `expected node ${at / 2} within bytes ${upper} to ${space}, got ${offset} to ${end}`
  }
  return null
}

/** End of a node, relative to the end of the page header, like its offset. */
function endOf(bytes: Buffer, offset: number, kind: PageKind): number {
  const at = headerBytes + offset
  const keyEnd = offset + nodeBytes + bytes.readUInt16LE(at + 6)
  if (kind === 'branch') return keyEnd
  return keyEnd + ((bytes.readUInt16LE(at + 4) & bigData) !== 0 ? overflowBytes : bytes.readUInt32LE(at))
}

/** The nodes of a valid branch or leaf page. */
export function listNodes(bytes: Buffer): Node[] {
  const nodes: Node[] = []
  const count = bytes.readUInt16LE(lowerAt) >> 1
  for (let index = 0; index < count; index++) {
    const at = headerBytes + bytes.readUInt16LE(headerBytes + 2 * index)
    const flags = bytes.readUInt16LE(at + 4)
    const dataAt = at + nodeBytes + bytes.readUInt16LE(at + 6)
    nodes.push({
      child: bytes.readUIntLE(at, 6),
      overflow:
        (flags & bigData) !== 0 && dataAt + overflowBytes <= bytes.length
          ? { page: readNumber(bytes, dataAt), pages: readNumber(bytes, dataAt + 16) }
          : null,
      tree: flags === subData && dataAt + treeBytes <= bytes.length ? readTree(bytes, dataAt) : null,
    })
  }
  return nodes
}

const readTree = (bytes: Buffer, at: number): Tree => ({
  depth: bytes.readUInt16LE(at + 6),
  branchPages: readNumber(bytes, at + 8),
  leafPages: readNumber(bytes, at + 16),
  entries: readNumber(bytes, at + 32),
  root: readNumber(bytes, at + 40),
})

const readNumber = (bytes: Buffer, at: number): number => Number(bytes.readBigUInt64LE(at))
