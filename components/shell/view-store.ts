import { droneIdOf, keyOfSelection, type Selection, withConvoy } from './selection.ts'
import { printView, type ViewState } from './view-state.ts'

export interface ViewStore {
  get(): ViewState
  /** A person's change: where it selects something else, Back undoes that. */
  change(patch: Partial<ViewState>): void
  /** A change that nobody asked for, such as the first convoy of a screen just opened: nothing to go back to. */
  adjust(patch: Partial<ViewState>): void
  /** Shows the selection of the address that Back or Forward went to; the rest of the view stays. */
  restore(selected: Pick<ViewState, 'selection' | 'convoyId'>): void
  subscribe(listener: () => void): () => void
}

/** Where the view is written, as the query of a URL. */
export interface AddressBar {
  replace(search: string): void
  push(search: string): void
}

/** Browsers refuse more than a hundred changes of the address in half a minute. A double click is one change. */
const writeAfterMs = 400

/**
 * Holds the view and writes it to the address, at most every 400 ms and always the newest; a selection, once it has stood as long,
 * as a new entry of the history. Selecting nothing ends following and leaves the convoy selected whose board is shown;
 * a change of place that does not say so is a person's choice and ends fitting.
 */
export function createViewStore(initial: ViewState, address: AddressBar): ViewStore {
  let view = initial
  let written: string | null = printView(initial)
  /** What the entry of the history that is shown has selected. */
  let entry = keyOfSelection(initial.selection)
  let isUndoable = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const listeners = new Set<() => void>()

  const write = () => {
    timer = undefined
    const search = printView(view)
    const isPush = isUndoable && keyOfSelection(view.selection) !== entry
    isUndoable = false
    entry = keyOfSelection(view.selection)
    if (search === written) return
    written = search
    if (isPush) address.push(search)
    else address.replace(search)
  }
  const apply = (patch: Partial<ViewState>) => {
    const moved = patch.center !== undefined || patch.zoom !== undefined
    const next = { ...view, ...(moved ? { fitted: false } : {}), ...patch }
    const selected = withConvoy(next.selection, next.convoyId)
    const isOther = isDifferent(selected.selection, view.selection)
    view = { ...next, ...selected, follow: next.follow && droneIdOf(selected.selection) !== null }
    for (const listener of listeners) listener()
    if (isOther) clearTimeout(timer)
    if (isOther || timer === undefined) timer = setTimeout(write, writeAfterMs)
    return isOther
  }
  return {
    get: () => view,
    change(patch) {
      if (apply(patch)) isUndoable = true
    },
    adjust: (patch) => void apply(patch),
    restore(selected) {
      clearTimeout(timer)
      timer = undefined
      isUndoable = false
      written = null
      apply(selected)
      entry = keyOfSelection(view.selection)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

const isDifferent = (a: Selection, b: Selection) => keyOfSelection(a) !== keyOfSelection(b)
