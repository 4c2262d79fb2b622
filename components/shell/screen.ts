import type { ApolloClient } from '@apollo/client'
import { graphqlPath } from '../../lib/api/client.ts'
import type { Feed } from '../../lib/feed/feed.ts'
import { openLiveFeed } from '../../lib/feed/live.ts'
import { createSwitchedFeed } from '../../lib/feed/switched.ts'
import { type EventHub, openApi } from '../api/events.ts'
import { type PanelSpec, permittedPanels } from './panel-layout.ts'
import { pacePanels } from './panel-pace.ts'
import { createPreferences, type PreferenceStore } from './preferences.ts'
import { createRosterAtCursor } from './roster-at-cursor.ts'
import { parseSelection } from './selection.ts'
import { createSessionMarks, type SessionMarks } from './session-marks.ts'
import { createTimeControl, type TimeControl } from './time-control.ts'
import { createTimeCursor, type TimeCursor } from './time-cursor.ts'
import { createValueStore, type ReadableStore, type ValueStore } from './value-store.ts'
import { replaceView, type ViewState } from './view-state.ts'
import { type AddressBar, createViewStore, type ViewStore } from './view-store.ts'
import { type RosterWatch, watchRoster } from './watch-roster.ts'

/** Everything the panels draw from. */
export interface Screen {
  /** The live picture, or a replay in its place. */
  feed: Feed
  /** The live picture, also while the screen shows the past. */
  live: Feed
  /** Of everything but frames and trails. */
  client: ApolloClient
  events: EventHub
  roster: RosterWatch
  marks: SessionMarks
  view: ViewStore
  /** Those that the reader may see. */
  panels(): readonly PanelSpec[]
  preferences: PreferenceStore
  /** Counts what the panels show: changes at once when a state does, otherwise about four times a second. */
  delivered: ReadableStore<number>
  /** The map has drawn; until then there is nothing to see, however current it is. */
  mapDrawn: ValueStore<boolean>
  /** XYZ tiles that the map shows instead of its relief; null: none. */
  tileUrl: string | null
  cursor: TimeCursor
  time: TimeControl
  close(): void
}

/** Opens both sockets of the page and loads the roster. Only in a browser. */
export function openScreen(view: ViewState, panels: readonly PanelSpec[], tileUrl: string | null): Screen {
  const origin = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}`
  const live = openLiveFeed({ url: `${origin}/ws/live` })
  const feed = createSwitchedFeed(live)
  const cursor = createTimeCursor(feed.nowMs)
  const api = openApi({
    url: `${origin}${graphqlPath}`,
    nowMs: live.nowMs,
    onDropped: () => live.noteDropped(Number.POSITIVE_INFINITY),
  })
  const { client, events } = api
  const roster = createRosterAtCursor(watchRoster(client, events))
  const marks = createSessionMarks(events, roster)
  const delivered = createValueStore(0)
  const stopPanels = pacePanels(feed, cursor.fast, () => delivered.set(delivered.get() + 1))
  const viewStore = createViewStore(view, addressBar(panels))
  const time = createTimeControl({ view: viewStore, feed, live, cursor, roster, client })
  const restore = () => viewStore.restore(parseSelection(new URLSearchParams(location.search)))
  addEventListener('popstate', restore)
  return {
    feed,
    live,
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
    time,
    close() {
      removeEventListener('popstate', restore)
      stopPanels()
      for (const part of [time, marks, roster, api, live]) part.close()
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
