/** The databases of a process: embedded-stores.ts or cluster-stores.ts opens them. */
import type { Logger } from 'pino'
import type { Ports } from './ports/index.ts'
import type { StoreState } from './ports/store-state.ts'

export interface Stores extends Ports {
  mode: 'embedded' | 'cluster'
  /** Told apart from that of every other process, and new at each start. */
  processId: string
  /** How each database answers now. */
  states(): { name: string; kind: 'store' | 'cache'; state: StoreState }[]
  close(): Promise<void>
}

export const logStore = (log: Logger, name: string) => (state: StoreState) => {
  if (state.isUp) log.info({ store: name }, `${name} answers again`)
  else log.error({ store: name, detail: state.detail }, `${name} does not answer`)
}
