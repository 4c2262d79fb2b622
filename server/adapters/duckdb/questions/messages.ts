/** What passes between this process and the one that runs questions. */
import type { LakeQuery, QueryResult } from '../../../ports/questions.ts'

export interface DatabaseLimits {
  memoryMb: number
  spillMb: number
  threads: number
  /** Of this process alone; removed when it has ended. */
  spillFolder: string
}

export interface QueryTask extends Omit<LakeQuery, 'views' | 'hours'> {
  views: readonly { name: string; sql: string }[]
}

export type ToProcess =
  | { type: 'open'; limits: DatabaseLimits }
  | { type: 'run'; id: number; task: QueryTask }
  | { type: 'interrupt'; id: number }

export type FromProcess =
  | { type: 'done'; id: number; result: QueryResult }
  | { type: 'failed'; id: number; message: string }
  | { type: 'progress'; id: number; percent: number }
