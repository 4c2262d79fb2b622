/** What is to be written of the demo's past, and how far it is: kept in the store, so that a restarted process goes on. */
import type { Row } from '../../../schema/table-types.ts'
import { demoPasts } from '../../../schema/tables.ts'
import type { Tables } from '../../ports/tables.ts'

export type PastPlan = Omit<Row<typeof demoPasts>, 'name'>

const name = 'demo'

/** Null: there is no past, and none is wanted. */
export const findPlan = (store: Tables): Promise<PastPlan | null> => store.find(demoPasts, { name })

/** Resolves when it is durable. */
export const storePlan = (store: Tables, plan: PastPlan): Promise<void> => store.insert(demoPasts, [{ name, ...plan }])

/** 0 to 100. */
export function progressPctOf({ fromMs, joinMs, recordedFromMs, writtenUntilMs, finishedAtMs }: PastPlan): number {
  if (finishedAtMs !== null) return 100
  const toMs = Math.max(joinMs, recordedFromMs ?? joinMs)
  return Math.min(100, Math.max(0, (100 * (writtenUntilMs - fromMs)) / Math.max(1, toMs - fromMs)))
}
