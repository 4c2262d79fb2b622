/**
 * Checks the data file page by page before LMDB maps it: LMDB trusts its file, and a truncated or overwritten page would crash
 * the process with a segmentation fault. Here it results in an error message.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { findPageDamage, listNodes, metaBytes, type PageKind, parseMeta, type Tree } from './pages.ts'

export interface Checked {
  /** Describes the damage, with expected and actual values; null: none was found. */
  damage: string | null
  /** Pages checked, and pages in use. They differ when the time budget ran out. */
  checkedPages: number
  usedPages: number
}

export interface CheckBudget {
  /** A monotonic clock. */
  monotonicMs(): number
  /** Time budget for leaf pages; meta and branch pages are always checked. */
  maxMs: number
}

/** Checks a data file that no process has open. Throws only when the file can't be read. */
export function checkDataFile(path: string, budget: CheckBudget): Checked {
  const file = openSync(path, 'r')
  try {
    return createCheck(file, fstatSync(file).size, budget).run()
  } finally {
    closeSync(file)
  }
}

class Damage extends Error {}

function createCheck(file: number, sizeBytes: number, { monotonicMs, maxMs }: CheckBudget) {
  const deadlineMs = monotonicMs() + maxMs
  let pageBytes = 0
  let checkedPages = 0
  let usedPages = 0
  let entries = 0

  const readAt = (position: number, length: number): Buffer => {
    const bytes = Buffer.allocUnsafe(length)
    const got = readSync(file, bytes, 0, length, position)
    if (got === length) return bytes
    throw new Damage(`expected at least ${position + length} bytes, got ${sizeBytes}`)
  }
  const readPage = (page: number, kind: PageKind): Buffer => {
    const bytes = readAt(page * pageBytes, pageBytes)
    requireUndamaged(bytes, page, kind)
    return bytes
  }
  const requireUndamaged = (bytes: Buffer, page: number, kind: PageKind) => {
    checkedPages++
    const damage = findPageDamage(bytes, page, kind)
    if (damage) throw new Damage(`page ${page} is damaged: ${damage}`)
  }

  /** Page numbers of all leaves of a tree. Checks its branch pages. */
  function leavesOf({ root, depth, leafPages, branchPages }: Tree): number[] {
    if (depth === 0) return []
    let level = [root]
    let branches = 0
    for (let height = depth; height > 1; height--) {
      branches += level.length
      if (branches > branchPages) throw new Damage(`expected ${branchPages} branch pages, got more`)
      level = level.flatMap((page) => listNodes(readPage(page, 'branch')).map(({ child }) => child))
    }
    if (level.length !== leafPages) throw new Damage(`expected ${leafPages} leaf pages, got ${level.length}`)
    return level
  }

  /** Checks leaves in file order, many per read, within the time budget; returns whether it checked all. */
  function checkLeaves(pages: number[]): boolean {
    pages.sort((a, b) => a - b)
    let at = 0
    while (at < pages.length && monotonicMs() < deadlineMs) {
      const first = pages[at] as number
      let end = at
      while (end < pages.length && (pages[end] as number) - first < pagesPerRead) end++
      const last = pages[end - 1] as number
      const bytes = readAt(first * pageBytes, (last - first + 1) * pageBytes)
      for (; at < end; at++) {
        const page = pages[at] as number
        const offset = (page - first) * pageBytes
        checkLeaf(bytes.subarray(offset, offset + pageBytes), page)
      }
    }
    return at === pages.length
  }
  function checkLeaf(bytes: Buffer, page: number): void {
    requireUndamaged(bytes, page, 'leaf')
    const nodes = listNodes(bytes)
    entries += nodes.length
    for (const { overflow } of nodes) {
      if (!overflow) continue
      readPage(overflow.page, 'overflow')
      const end = (overflow.page + overflow.pages) * pageBytes
      if (end > sizeBytes) throw new Damage(`expected at least ${end} bytes, got ${sizeBytes}`)
    }
  }

  function checkAll(): void {
    const meta = parseMeta(readAt(0, metaBytes), (pageSize) => readAt(pageSize, metaBytes))
    if (typeof meta === 'string') throw new Damage(meta)
    pageBytes = meta.pageBytes
    const namesAt = leavesOf(meta.main)
    const named = namesAt.flatMap((page) => listNodes(readPage(page, 'leaf')).flatMap(({ tree }) => tree ?? []))
    const trees = [meta.free, ...named]
    for (const tree of [meta.main, ...trees]) usedPages += tree.branchPages + tree.leafPages
    const leaves = trees.flatMap(leavesOf)
    if (!checkLeaves(leaves)) return
    const expected = trees.reduce((sum, tree) => sum + tree.entries, 0)
    if (entries !== expected) throw new Damage(`expected ${expected} entries, got ${entries}`)
  }

  return {
    run(): Checked {
      try {
        checkAll()
        return { damage: null, checkedPages, usedPages }
      } catch (error) {
        if (error instanceof Damage) return { damage: error.message, checkedPages, usedPages }
        throw error
      }
    },
  }
}

const pagesPerRead = 256
