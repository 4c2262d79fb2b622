/** Every panel of the live picture. A new one is its folder and one entry here: rail, key, help, map insets and address follow. */
import { partWords, termWords } from '../../lib/view/words.ts'
import { ConvoyMarks } from '../convoys/convoy-marks.tsx'
import { lazyPart } from '../ui/lazy-part.tsx'
import type { PanelSpec } from './panel-layout.ts'

// Loaded when first shown: narrow windows and phones begin with their panels folded.
const ConvoyList = lazyPart(() => import('../convoys/convoy-list.tsx').then((module) => module.ConvoyList))
const Leaderboard = lazyPart(() => import('../hud/leaderboard.tsx').then((module) => module.Leaderboard))
const DronePanel = lazyPart(() => import('../drone-panel/drone-panel.tsx').then((module) => module.DronePanel))
const DroneTable = lazyPart(() => import('../table/drone-table.tsx').then((module) => module.DroneTable))

/** First the one that stays where there is room for one only; on its side it lies nearest to the edge. */
export const panels: readonly PanelSpec[] = [
  {
    id: 'table',
    title: partWords.table,
    icon: 'table',
    side: 'bottom',
    widthPx: null,
    opens: 'ask',
    key: 'b',
    permission: null,
    explainedBy: null,
    Component: DroneTable,
  },
  {
    id: 'hud',
    title: partWords.leaderboard,
    icon: 'board',
    side: 'right',
    widthPx: { desk: 340, wall: 390 },
    opens: 'room',
    key: 'h',
    permission: null,
    explainedBy: 'hud',
    Component: Leaderboard,
  },
  {
    id: 'convoys',
    title: partWords.convoys,
    icon: 'convoys',
    side: 'left',
    widthPx: { desk: 280, wall: 280 },
    opens: 'room',
    key: 'c',
    permission: null,
    explainedBy: 'convoys',
    Component: ConvoyList,
    Folded: ConvoyMarks,
  },
  {
    id: 'drone',
    title: termWords.drone,
    icon: 'drone',
    side: 'right',
    widthPx: { desk: 320, wall: 320 },
    opens: 'drone',
    key: null,
    permission: null,
    explainedBy: null,
    Component: DronePanel,
  },
]
