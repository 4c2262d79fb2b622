/** What a person has set on this browser and what is not part of a view that one shares by its address. */
import { createValueStore, type ReadableStore } from './value-store.ts'

export interface Preferences {
  /** Single letters do something. Off for those whose speech input or keyboard presses them by mistake (WCAG 2.1.4). */
  hasSingleKeys: boolean
  /** The introduction has been read. */
  isWelcomed: boolean
}

export interface PreferenceStore extends ReadableStore<Preferences> {
  change(patch: Partial<Preferences>): void
}

export const preferencesKey = 'convoy-tracker'
const defaults: Preferences = { hasSingleKeys: true, isWelcomed: false }

/** Without `storage` (private windows may refuse it) a change lasts as long as the page. */
export function createPreferences(storage: Pick<Storage, 'getItem' | 'setItem'> | null): PreferenceStore {
  const store = createValueStore(read(storage))
  return {
    get: store.get,
    subscribe: store.subscribe,
    change(patch) {
      store.set({ ...store.get(), ...patch })
      try {
        storage?.setItem(preferencesKey, JSON.stringify(store.get()))
      } catch {
        // Full or refused: it holds until the page is closed.
      }
    },
  }
}

function read(storage: Pick<Storage, 'getItem'> | null): Preferences {
  try {
    const kept: unknown = JSON.parse(storage?.getItem(preferencesKey) ?? '{}')
    const flag = (name: keyof Preferences) => {
      const value = (kept as Partial<Record<keyof Preferences, unknown>> | null)?.[name]
      return typeof value === 'boolean' ? value : defaults[name]
    }
    return { hasSingleKeys: flag('hasSingleKeys'), isWelcomed: flag('isWelcomed') }
  } catch {
    return defaults
  }
}
