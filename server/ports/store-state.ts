/** The state of a database, for the status page and the log. */
export interface StoreState {
  isUp: boolean
  /** Time of the last change. */
  sinceMs: number
  /** The error while it is down; null while it is up. */
  detail: string | null
}
