import { isFailure } from '../../../lib/errors.ts'
import { requirePermission } from '../../../lib/permissions.ts'
import type { Actor } from '../../../schema/permissions.ts'
import type { Lake } from '../../ports/lake.ts'

/** What the status page says of the lake. */
export interface LakeState {
  /** 0: nothing was exported yet; null: the folder can't be read. */
  generation: number | null
  asOfMs: number | null
  readings: number
  files: number
  unreadableFiles: number
  pausedBecause: string | null
}

interface Deps {
  lake: Pick<Lake, 'open'>
  status: { readonly pausedBecause: string | null }
}

/** Reads the newest manifest, not the files. A folder that can't be read is part of the state. */
export async function readLakeState({ lake, status }: Deps, actor: Actor): Promise<LakeState> {
  requirePermission(actor, 'system:read')
  try {
    const { generation, asOfMs, manifest, faults, release } = await lake.open()
    release()
    return {
      generation,
      asOfMs: generation === 0 ? null : asOfMs,
      readings: manifest.files.reduce((sum, { table, rows }) => sum + (table === 'telemetry' ? rows : 0), 0),
      files: manifest.files.length,
      unreadableFiles: faults.length,
      pausedBecause: status.pausedBecause,
    }
  } catch (error) {
    if (!isFailure(error)) throw error
    const unknown = { generation: null, asOfMs: null, readings: 0, files: 0, unreadableFiles: 0 }
    return { ...unknown, pausedBecause: status.pausedBecause ?? error.message }
  }
}
