import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import type { LegendSection } from '../legend/legend-entries.tsx'
import { type MapLayerName, maxZoomOf, zoomRange } from '../map/map-view.ts'
import { showDrone, showFleet } from './framing.ts'
import type { ActionName } from './keys.ts'
import type { Screen } from './screen.ts'
import { openPanels, type SizeClass, togglePanel } from './size-class.ts'
import type { ViewState } from './view-state.ts'

/** What is open for a moment and has no place in the address. */
export interface Overlays {
  search: boolean
  help: boolean
  layers: boolean
  /** Clicks on the map measure. */
  measure: boolean
  /** The part of the legend that was asked about; null while it is closed. */
  legend: LegendSection | null
}
export const noOverlays: Overlays = { search: false, help: false, layers: false, measure: false, legend: null }

export interface ActionContext {
  screen: Screen
  size: SizeClass
  overlays: Overlays
  setOverlays(overlays: Overlays): void
}

/** Does what a key or a button asks for. What can't be done now (follow without a drone) does nothing. */
export function act(action: ActionName, context: ActionContext): void {
  if (isLayerAction(action)) toggleLayer(action, context.screen)
  else deeds[action](context)
}

type LayerAction = `layer:${MapLayerName}`
const isLayerAction = (action: ActionName): action is LayerAction => action.startsWith('layer:')

const deeds: Record<Exclude<ActionName, LayerAction>, (context: ActionContext) => void> = {
  search: ({ setOverlays }) => setOverlays({ ...noOverlays, search: true }),
  help: ({ overlays, setOverlays }) => setOverlays({ ...noOverlays, help: !overlays.help }),
  legend: ({ overlays, setOverlays }) => setOverlays({ ...noOverlays, legend: overlays.legend ? null : 'map' }),
  measure: ({ overlays, setOverlays }) => setOverlays({ ...noOverlays, measure: !overlays.measure }),
  clear: ({ screen, overlays, setOverlays }) => {
    if (Object.values(overlays).some(Boolean)) setOverlays(noOverlays)
    else if (!screen.preferences.get().isWelcomed && !screen.view.get().kiosk)
      screen.preferences.change({ isWelcomed: true })
    else screen.view.change(clearOne(screen.view.get()))
  },
  follow: ({ screen }) => screen.view.change({ follow: !screen.view.get().follow }),
  leader: ({ screen, size }) => {
    const leaderId = leaderOf(screen, screen.view.get().selectedConvoyId)
    selectDrone(screen, leaderId, size)
    if (leaderId) showDrone(screen, leaderId, size)
  },
  previousConvoy: ({ screen }) => selectConvoy(screen, neighbour(screen, -1)),
  nextConvoy: ({ screen }) => selectConvoy(screen, neighbour(screen, 1)),
  hud: (context) => fold('hud', context),
  convoys: (context) => fold('convoys', context),
  night: ({ screen }) => screen.view.change({ theme: screen.view.get().theme === 'night' ? 'dark' : 'night' }),
  kiosk: ({ screen }) => screen.view.change({ kiosk: !screen.view.get().kiosk }),
  fleet: ({ screen, size }) => showFleet(screen, size),
  zoomIn: ({ screen }) => zoomBy(1, screen),
  zoomOut: ({ screen }) => zoomBy(-1, screen),
  table: ({ screen }) => screen.view.change({ table: !screen.view.get().table }),
  rankBy: ({ screen }) => screen.view.change({ rankBy: screen.view.get().rankBy === 'WILSON' ? 'ACCURACY' : 'WILSON' }),
}

function toggleLayer(action: LayerAction, screen: Screen): void {
  const layer = action.slice('layer:'.length) as MapLayerName
  const { layers } = screen.view.get()
  screen.view.change({ layers: { ...layers, [layer]: !layers[layer] } })
}

function zoomBy(steps: 1 | -1, screen: Screen): void {
  const zoom = screen.view.get().zoom + steps
  screen.view.change({ zoom: Math.max(zoomRange.min, Math.min(maxZoomOf(screen.tileUrl), zoom)) })
}

function fold(panel: 'convoys' | 'hud', { screen, size }: ActionContext): void {
  screen.view.change(togglePanel(panel, openPanels(screen.view.get(), size), size))
}

/** One step back: out of the kiosk, then the drone, then the table. The convoy stays, and its board with it: another one replaces it. */
const clearOne = (view: ViewState): Partial<ViewState> => {
  if (view.kiosk) return { kiosk: false }
  return view.selectedDroneId ? { selectedDroneId: null } : { table: false }
}

const behind = (fold: ViewState['hudPanel']) => (fold === 'open' ? 'behind' : fold)

/** Selects a drone with its convoy. Where the panels share their place, the drone's comes to the front. */
export function selectDrone(screen: Screen, droneId: DroneId | null, size: SizeClass): void {
  if (!droneId) return
  const view = screen.view.get()
  const convoyId =
    screen.feed.picture.drones.get(droneId)?.convoyId ?? screen.roster.get().drones.get(droneId)?.convoyId
  const roomy = size === 'wide' || size === 'wall'
  screen.view.change({
    selectedDroneId: droneId,
    selectedConvoyId: convoyId ?? view.selectedConvoyId,
    ...(roomy ? {} : { hudPanel: behind(view.hudPanel) }),
    ...(size === 'phone' ? { convoysPanel: behind(view.convoysPanel), table: false } : {}),
  })
}

/** Takes what a person did on the map. */
export function fromMap(screen: Screen, change: Partial<ViewState>, size: SizeClass): void {
  const { selectedDroneId, ...rest } = change
  if (selectedDroneId) selectDrone(screen, selectedDroneId, size)
  screen.view.change(selectedDroneId === null ? { ...rest, selectedDroneId } : rest)
}

/** Selects a convoy; a drone of another one is let go. */
export function selectConvoy(screen: Screen, convoyId: ConvoyId | null): void {
  if (!convoyId) return
  const { selectedDroneId } = screen.view.get()
  const stays = selectedDroneId !== null && screen.roster.get().drones.get(selectedDroneId)?.convoyId === convoyId
  screen.view.change({ selectedConvoyId: convoyId, ...(stays ? {} : { selectedDroneId: null }) })
}

export const leaderOf = (screen: Screen, convoyId: ConvoyId | null): DroneId | null =>
  (convoyId && screen.feed.picture.convoys.get(convoyId)?.leadership.leaderId) || null

/** The convoy `step` places further in the list, around its ends; the first or last when none is selected. */
export function neighbour(screen: Screen, step: 1 | -1): ConvoyId | null {
  const { list } = screen.roster.get()
  const at = list.findIndex((convoy) => convoy.convoyId === screen.view.get().selectedConvoyId)
  const next = at < 0 ? (step > 0 ? 0 : list.length - 1) : (at + step + list.length) % list.length
  return list[next]?.convoyId ?? null
}
