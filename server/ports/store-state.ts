/** How a database answers, as a status page and a log tell it. */
export interface StoreState {
  isUp: boolean
  /** Since when it is so. */
  sinceMs: number
  /** Why it is not up, in its own words; null while it is. */
  detail: string | null
}
