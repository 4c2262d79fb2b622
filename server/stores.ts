/** The databases of a process: embedded-stores.ts or cluster-stores.ts opens them. */
import type { Logger } from 'pino'
import type { Ports } from './ports/index.ts'
import type { StoreState } from './ports/store-state.ts'

export interface Stores extends Ports {
  mode: 'embedded' | 'cluster'
  /** Unique per process, and new at each start. */
  processId: string
  /** The current state of each database. */
  states(): { name: string; kind: 'store' | 'cache'; state: StoreState }[]
  close(): Promise<void>
}

export const logStore = (log: Logger, name: string) => (state: StoreState) => {
  if (state.isUp) log.info({ store: name }, `${name} is available again`)
  else log.error({ store: name, detail: state.detail }, `${name} is unavailable`)
}
