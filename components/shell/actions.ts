import type { ConvoyId, DroneId } from '../../schema/ids.ts'
import type { LegendSection } from '../legend/legend-section.ts'
import { type MapLayerName, type MapView, maxZoomOf, zoomRange } from '../map/map-view.ts'
import { showDrone, showFleet } from './framing.ts'
import type { ActionName } from './keys.ts'
import { foldsBehind, togglePanel } from './panel-layout.ts'
import type { Screen } from './screen.ts'
import { droneIdOf } from './selection.ts'
import type { SizeClass } from './size-class.ts'
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
  else if (isPanelAction(action)) fold(action.slice('panel:'.length), context)
  else deeds[action](context)
}

/** Frames are recorded once a second. */
const stepMs = 1_000

type LayerAction = `layer:${MapLayerName}`
type PanelAction = `panel:${string}`
const isLayerAction = (action: ActionName): action is LayerAction => action.startsWith('layer:')
const isPanelAction = (action: ActionName): action is PanelAction => action.startsWith('panel:')

const deeds: Record<Exclude<ActionName, LayerAction | PanelAction>, (context: ActionContext) => void> = {
  search: ({ setOverlays }) => setOverlays({ ...noOverlays, search: true }),
  help: ({ overlays, setOverlays }) => setOverlays({ ...noOverlays, help: !overlays.help }),
  legend: ({ overlays, setOverlays }) => setOverlays({ ...noOverlays, legend: overlays.legend ? null : 'map' }),
  measure: ({ overlays, setOverlays }) => setOverlays({ ...noOverlays, measure: !overlays.measure }),
  clear: ({ screen, overlays, setOverlays }) => {
    if (Object.values(overlays).some(Boolean)) setOverlays(noOverlays)
    else if (!screen.preferences.get().isWelcomed && !screen.view.get().kiosk)
      screen.preferences.change({ isWelcomed: true })
    else screen.view.change(clearOne(screen))
  },
  follow: ({ screen }) => screen.view.change({ follow: !screen.view.get().follow }),
  leader: ({ screen, size }) => {
    const leaderId = leaderOf(screen, screen.view.get().convoyId)
    selectDrone(screen, leaderId, size)
    if (leaderId) showDrone(screen, leaderId, size)
  },
  previousConvoy: ({ screen }) => selectConvoy(screen, neighbour(screen, -1)),
  nextConvoy: ({ screen }) => selectConvoy(screen, neighbour(screen, 1)),
  night: ({ screen }) => screen.view.change({ theme: screen.view.get().theme === 'night' ? 'dark' : 'night' }),
  kiosk: ({ screen }) => screen.view.change({ kiosk: !screen.view.get().kiosk }),
  fleet: ({ screen, size }) => showFleet(screen, size),
  zoomIn: ({ screen }) => zoomBy(1, screen),
  zoomOut: ({ screen }) => zoomBy(-1, screen),
  pause: ({ screen }) => screen.time.togglePause(),
  stepBack: ({ screen }) => screen.time.step(-stepMs),
  stepOn: ({ screen }) => screen.time.step(stepMs),
  slower: ({ screen }) => screen.time.changeRate(-1),
  faster: ({ screen }) => screen.time.changeRate(1),
  live: ({ screen }) => screen.time.live(),
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

/** Opens or folds a panel; one that a selection opened closes with it. */
function fold(panelId: string, { screen, size }: ActionContext): void {
  const panels = screen.panels()
  const isOfSelection = panels.some(({ id, opens }) => id === panelId && opens === 'drone')
  screen.view.change(isOfSelection ? { selection: null } : togglePanel(panels, panelId, screen.view.get(), size))
}

/** One step back: out of the kiosk, then the drone, then what was asked for at the bottom. The convoy stays, and its board with it: another one replaces it. */
function clearOne(screen: Screen): Partial<ViewState> {
  const view = screen.view.get()
  if (view.kiosk) return { kiosk: false }
  if (view.selection && view.selection.kind !== 'convoy') return { selection: null }
  const asked = screen.panels().filter(({ opens }) => opens === 'ask')
  return { panels: { ...view.panels, ...Object.fromEntries(asked.map(({ id }) => [id, 'auto' as const])) } }
}

/** Selects a drone with its convoy. Where the panels share their place, the drone's comes to the front. */
export function selectDrone(screen: Screen, droneId: DroneId | null, size: SizeClass): void {
  if (!droneId) return
  const view = screen.view.get()
  const convoyId =
    screen.feed.picture.drones.get(droneId)?.convoyId ?? screen.roster.get().drones.get(droneId)?.convoyId
  screen.view.change({
    selection: { kind: 'drone', droneId },
    convoyId: convoyId ?? view.convoyId,
    panels: foldsBehind(screen.panels(), view.panels, size),
  })
}

/** Takes what a person did on the map. */
export function fromMap(screen: Screen, change: Partial<MapView>, size: SizeClass): void {
  const { selectedDroneId, selectedConvoyId, ...rest } = change
  if (selectedDroneId) selectDrone(screen, selectedDroneId, size)
  const convoyId = selectedConvoyId ?? screen.view.get().convoyId
  screen.view.change(selectedDroneId === null ? { ...rest, selection: null, convoyId } : rest)
}

/** Selects a convoy; a drone of another one is let go. `adjust`: nobody has asked for it, so Back does not undo it. */
export function selectConvoy(screen: Screen, convoyId: ConvoyId | null, how: 'change' | 'adjust' = 'change'): void {
  if (!convoyId) return
  const droneId = droneIdOf(screen.view.get().selection)
  const stays = droneId !== null && screen.roster.get().drones.get(droneId)?.convoyId === convoyId
  screen.view[how](stays ? { convoyId } : { selection: { kind: 'convoy', convoyId } })
}

export const leaderOf = (screen: Screen, convoyId: ConvoyId | null): DroneId | null =>
  (convoyId && screen.feed.picture.convoys.get(convoyId)?.leadership.leaderId) || null

/** The convoy `step` places further in the list, around its ends; the first or last when none is selected. */
export function neighbour(screen: Screen, step: 1 | -1): ConvoyId | null {
  const { list } = screen.roster.get()
  const at = list.findIndex((convoy) => convoy.convoyId === screen.view.get().convoyId)
  const next = at < 0 ? (step > 0 ? 0 : list.length - 1) : (at + step + list.length) % list.length
  return list[next]?.convoyId ?? null
}
