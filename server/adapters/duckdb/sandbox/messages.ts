/** What passes between this process and one that runs SQL. */
import type { FailureCode, Fault } from '../../../../lib/errors.ts'
import type { SqlColumn, SqlFormat } from '../../../ports/sql-sandbox.ts'
import type { DatabaseLimits } from './open-database.ts'

export interface Opening {
  type: 'open'
  lakeFolder: string
  /** Its own, to be removed when it has ended. */
  spillFolder: string
  limits: DatabaseLimits
  /** The user that it is to become; null: stay. */
  user: { uid: number; gid: number } | null
}

/** The views of a generation: sent before a task when they are not those of the task before. */
export interface ViewsMessage {
  type: 'views'
  views: readonly { name: string; sql: string }[]
}

export interface Task {
  type: 'run'
  sql: string
  maxRows: number
  /** Of the result. */
  maxBytes: number
  format: SqlFormat
}

export type ToSandbox = Opening | ViewsMessage | Task | { type: 'interrupt' }

export interface WireFailure {
  code: FailureCode
  message: string
  faults: readonly Fault[]
}

export type FromSandbox =
  /** It is confined, as far as this machine allows. */
  | { type: 'ready'; isOtherUser: boolean; isMemoryBounded: boolean }
  /** It has the task: from here on it may take effect. */
  | { type: 'begun' }
  | { type: 'columns'; columns: readonly SqlColumn[] }
  | { type: 'part'; bytes: Uint8Array }
  | { type: 'progress'; donePct: number | null }
  /** `isLast`: a new process is needed for another task. */
  | { type: 'done'; rows: number; isTruncated: boolean; isLast: boolean }
  | { type: 'failed'; failure: WireFailure; isLast: boolean }
