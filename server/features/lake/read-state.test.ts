import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { Failure } from '../../../lib/errors.ts'
import { localActor } from '../../../schema/permissions.ts'
import { type ExportRig, exportStartMs, openExportRig } from '../../../tests/support/export-rig.ts'
import { readLakeState } from './read-state.ts'

let rig: ExportRig
afterEach(() => rig.close())

const running = { pausedBecause: null }
const none = { readings: 0, files: 0, unreadableFiles: 0 }

test('the state of a lake is its generation, how far it goes, what is in it and what is missing', async () => {
  rig = await openExportRig()
  const read = () => readLakeState({ lake: rig.lake, status: running }, localActor)
  expect(await read()).toEqual({ generation: 0, asOfMs: null, ...none, pausedBecause: null })
  await rig.send(0, -2, -1, 0)
  rig.clock.setNow(exportStartMs + 60_000)
  await rig.exportNow()
  const { manifest } = await rig.lake.open()
  const whole = { generation: 1, asOfMs: exportStartMs + 55_000, readings: 3, files: manifest.files.length }
  expect(await read()).toEqual({ ...whole, unreadableFiles: 0, pausedBecause: null })
  const file = manifest.files.find(({ table }) => table === 'hour_by_cell')
  rmSync(join(rig.lakeDir, file?.path ?? ''))
  rig.restart()
  expect(await read()).toEqual({ ...whole, unreadableFiles: 1, pausedBecause: null })
})

test('an export that pauses says why, and so does a folder that can’t be read', async () => {
  rig = await openExportRig()
  const status = { pausedBecause: 'The lake is full.' }
  expect(await readLakeState({ lake: rig.lake, status }, localActor)).toMatchObject({ ...status, generation: 0 })
  const open = () => Promise.reject(new Failure('unavailable', 'The lake can’t be used.'))
  const pausedBecause = 'The lake can’t be used.'
  const unknown = { generation: null, asOfMs: null, ...none }
  expect(await readLakeState({ lake: { open }, status: running }, localActor)).toEqual({ ...unknown, pausedBecause })
})

test('who may not see the state of the server does not see that of the lake', async () => {
  rig = await openExportRig()
  const nobody = { ...localActor, role: 'device' as const }
  const read = readLakeState({ lake: rig.lake, status: running }, nobody)
  await expect(read).rejects.toMatchObject({ code: 'forbidden' })
})
