/** Says that engagements and leadership of past hours were written, of which nothing else tells: both are recorded as they happen. */
import { repairMarks } from '../../schema/tables.ts'
import type { Tables } from '../ports/tables.ts'

const name = 'past events'

/** To be called once they are stored. */
export const markPastEvents = (store: Pick<Tables, 'insert'>, nowMs: number): Promise<void> =>
  store.insert(repairMarks, [{ name, atMs: nowMs }])

/** When it was said last; null: never. */
export async function findPastEventsMark(store: Pick<Tables, 'find'>): Promise<number | null> {
  const mark = await store.find(repairMarks, { name })
  return mark?.atMs ?? null
}
