import type { ApolloClient } from '@apollo/client'
import { graphqlPath } from '../../lib/api/client.ts'
import type { Feed } from '../../lib/feed/feed.ts'
import { openLiveFeed } from '../../lib/feed/live.ts'
import { monotonicNow } from '../../lib/feed/server-clock.ts'
import { type EventHub, openApi } from '../api/events.ts'
import { type PanelSpec, permittedPanels } from './panel-layout.ts'
import { pacePanels } from './panel-pace.ts'
import { createPreferences, type PreferenceStore } from './preferences.ts'
import { parseSelection } from './selection.ts'
import { createSessionMarks, type SessionMarks } from './session-marks.ts'
import { createTimeCursor, type TimeCursor } from './time-cursor.ts'
import { createValueStore, type ReadableStore, type ValueStore } from './value-store.ts'
import { replaceView, type ViewState } from './view-state.ts'
import { type AddressBar, createViewStore, type ViewStore } from './view-store.ts'
import { type RosterWatch, watchRoster } from './watch-roster.ts'

/** Everything the panels draw from. */
export interface Screen {
  feed: Feed
  /** Of everything but frames and trails. */
  client: ApolloClient
  events: EventHub
  roster: RosterWatch
  marks: SessionMarks
  view: ViewStore
  /** Those that the reader may see. */
  panels(): readonly PanelSpec[]
  preferences: PreferenceStore
  /** The version of the picture that the panels show: changes at once when a state does, otherwise about four times a second. */
  delivered: ReadableStore<number>
  /** The map has drawn; until then there is nothing to see, however current it is. */
  mapDrawn: ValueStore<boolean>
  /** XYZ tiles that the map shows instead of its relief; null: none. */
  tileUrl: string | null
  cursor: TimeCursor
  close(): void
}

/** Opens both sockets of the page and loads the roster. Only in a browser. */
export function openScreen(view: ViewState, panels: readonly PanelSpec[], tileUrl: string | null): Screen {
  const origin = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}`
  const feed = openLiveFeed({ url: `${origin}/ws/live` })
  const cursor = createTimeCursor(feed.nowMs)
  const api = openApi({
    url: `${origin}${graphqlPath}`,
    nowMs: cursor.nowMs,
    onDropped: () => feed.noteDropped(Number.POSITIVE_INFINITY),
  })
  const { client, events } = api
  const roster = watchRoster(client, events)
  const openedAtMs = monotonicNow()
  const marks = createSessionMarks(events, roster, () => cursor.nowMs() - (monotonicNow() - openedAtMs))
  const delivered = createValueStore(feed.picture.version)
  const stopPanels = pacePanels(feed, cursor.fast, () => delivered.set(feed.picture.version))
  const viewStore = createViewStore(view, addressBar(panels))
  const restore = () => viewStore.restore(parseSelection(new URLSearchParams(location.search)))
  addEventListener('popstate', restore)
  return {
    feed,
    client,
    events,
    roster,
    marks,
    tileUrl,
    view: viewStore,
    panels: () => permittedPanels(panels, roster.get().permissions),
    preferences: createPreferences(findStorage()),
    delivered,
    mapDrawn: createValueStore(false),
    cursor,
    close() {
      removeEventListener('popstate', restore)
      stopPanels()
      for (const part of [marks, roster, api, feed]) part.close()
    },
  }
}

/** Writes the view into the address of the page; what else is in it stays. */
function addressBar(panels: readonly PanelSpec[]): AddressBar {
  const urlOf = (view: string) => `${location.pathname}${replaceView(location.search, view, panels)}`
  return {
    replace: (view) => history.replaceState(null, '', urlOf(view)),
    push: (view) => history.pushState(null, '', urlOf(view)),
  }
}

/** Null where the browser refuses it. */
function findStorage(): Storage | null {
  try {
    return localStorage
  } catch {
    return null
  }
}
