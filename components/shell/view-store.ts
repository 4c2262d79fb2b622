import { printView, type ViewState } from './view-state.ts'

export interface ViewStore {
  get(): ViewState
  change(patch: Partial<ViewState>): void
  subscribe(listener: () => void): () => void
}

/** Browsers refuse more than a hundred changes of the address in half a minute. */
const writeEveryMs = 400

/**
 * Holds the view and writes it to the address, at most every 400 ms and always the newest. Selecting nothing ends following;
 * a change of place that does not say so is a person's choice and ends fitting;
 * a drone that is selected without a word about its convoy keeps the convoy that was selected.
 */
export function createViewStore(initial: ViewState, writeAddress: (search: string) => void): ViewStore {
  let view = initial
  let written = printView(initial)
  let timer: ReturnType<typeof setTimeout> | null = null
  const listeners = new Set<() => void>()

  const write = () => {
    timer = null
    const search = printView(view)
    if (search === written) return
    written = search
    writeAddress(search)
  }
  return {
    get: () => view,
    change(patch) {
      const moved = patch.center !== undefined || patch.zoom !== undefined
      const next = { ...view, ...(moved ? { fitted: false } : {}), ...patch }
      view = { ...next, follow: next.follow && next.selectedDroneId !== null }
      for (const listener of listeners) listener()
      if (timer === null) timer = setTimeout(write, writeEveryMs)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
