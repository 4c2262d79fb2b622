import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parquetFilesContract } from '../../ports/parquet-files.contract.ts'
import { openParquetFiles } from './parquet-files.ts'

const warned: string[] = []
const log = { warn: (_details: object, message: string) => void warned.push(message) }
const openFiles = (folder: string) => openParquetFiles(folder, log)

parquetFilesContract('duckdb', openFiles)

const uuid = '11111111-2222-4333-8444-555555555555'

test('F93 what killed processes left is removed at start; what a running one, another machine or a person has there stays', async () => {
  const root = mkdtempSync(join(tmpdir(), 'leftovers-'))
  const make = (name: string, ageMs = 0) => {
    mkdirSync(join(root, name))
    writeFileSync(join(root, name, 'rows.csv'), 'x')
    const at = new Date(Date.now() - ageMs)
    utimesSync(join(root, name), at, at)
    return name
  }
  // No process has this number: it is above the highest there can be.
  make(`${hostname()}-4194305-${uuid}`)
  make(`${hostname()}-${process.pid}-${uuid}`)
  make(`elsewhere-1-${uuid}`, 2 * 86_400_000)
  const kept = [make(`${hostname()}-${process.ppid}-${uuid}`), make(`elsewhere-2-${uuid}`), make('of a person')]
  await openFiles(root)
  expect(readdirSync(root).sort()).toEqual(kept.sort())
  rmSync(root, { recursive: true })
})

test('F95 a link in place of a leftover is removed, and what it leads to stays', async () => {
  const root = mkdtempSync(join(tmpdir(), 'leftovers-'))
  const target = mkdtempSync(join(tmpdir(), 'target-'))
  writeFileSync(join(target, 'precious'), 'x')
  symlinkSync(target, join(root, `${hostname()}-4194305-${uuid}`))
  await openFiles(root)
  expect(readdirSync(root)).toEqual([])
  expect(existsSync(join(target, 'precious'))).toBe(true)
  for (const folder of [root, target]) rmSync(folder, { recursive: true })
})

test('a folder that cannot be read is logged, and does not keep the server from starting', async () => {
  const root = mkdtempSync(join(tmpdir(), 'leftovers-'))
  writeFileSync(join(root, 'file'), '')
  await openFiles(join(root, 'file'))
  expect(warned).toEqual(['leftovers of exports can’t be removed'])
  rmSync(root, { recursive: true })
})
