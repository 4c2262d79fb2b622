/** Every mark of the screen with what it means. The drawing of an entry is the mark itself, in the theme's colours. */
import type { ReactNode } from 'react'
import { droneMark, droneState } from '../../lib/map/fleet-arrays.ts'
import { leadershipWords } from '../../lib/view/words.ts'
import { lostAfterIntervals, suspectAfterIntervals } from '../../schema/leadership.ts'
import { Mark } from '../ui/mark.tsx'
import { Dart } from './dart.tsx'
import {
  AccuracySample,
  Area,
  Corners,
  Dashed,
  Group,
  Handover,
  Hatching,
  HeartbeatSample,
  Line,
  Measured,
  Ring,
  TermBadge,
  Trail,
  Vector,
} from './samples.tsx'

export interface LegendEntry {
  name: string
  meaning: string
  sample: ReactNode
}

export type LegendSection = 'map' | 'convoys' | 'hud' | 'timeline'

export const legend: Record<LegendSection, { title: string; entries: readonly LegendEntry[] }> = {
  map: {
    title: 'Map',
    entries: [
      {
        name: 'Convoy',
        meaning: 'Zoomed out: the number of its drones, beside it the leader (★) and the term (T3).',
        sample: <Group count={12} />,
      },
      { name: 'Lost drones', meaning: 'How many of the convoy are lost.', sample: <Group count={12} lost={1} /> },
      {
        name: 'Drone',
        meaning: 'Points where it is heading; its position is known or carried on for less than one interval.',
        sample: <Dart state={droneState.live} />,
      },
      {
        name: 'Late',
        meaning: 'Hollow: overdue, drawn where it was last heard.',
        sample: <Dart state={droneState.late} />,
      },
      {
        name: 'Lost',
        meaning: 'No reading for five intervals; its last known place and how long ago.',
        sample: <Dart state={droneState.lost} />,
      },
      {
        name: 'Unknown',
        meaning: 'Hollow and grey: our own connection is cut. The drone may be well.',
        sample: <Dart state={droneState.unknown} />,
      },
      {
        name: 'Leader',
        meaning: 'A gold ring: the drone that its convoy elected.',
        sample: <Dart state={droneState.live} mark={droneMark.leader} />,
      },
      {
        name: 'Rival leader',
        meaning: 'A second drone that claims to lead in the same term (split brain).',
        sample: <Dart state={droneState.live} mark={droneMark.rival} />,
      },
      { name: 'Selected', meaning: 'The drone that the panel on the right is about.', sample: <Corners /> },
      { name: 'Picked', meaning: 'Picked in the table, or with Ctrl and a click.', sample: <Ring /> },
      { name: 'Trail', meaning: 'Where a drone was in the last ten minutes, fading with age.', sample: <Trail /> },
      {
        name: 'Course',
        meaning: 'Zoomed in: where the drone will be in one minute if it flies on.',
        sample: <Vector />,
      },
      {
        name: 'Peer link',
        meaning: 'Radio link between two drones; wider is better, dashed may not hold.',
        sample: <Line />,
      },
      { name: 'Area of responsibility', meaning: 'The ground assigned to a convoy.', sample: <Area /> },
      {
        name: 'Dashed',
        meaning: 'Not certain: a link that may not hold, a place or convoy not heard of lately.',
        sample: <Dashed />,
      },
      { name: 'Handover', meaning: 'For ten seconds: from the leader before to the new one.', sample: <Handover /> },
      { name: 'Measured line', meaning: 'Range and bearing between two points you set (M).', sample: <Measured /> },
    ],
  },
  convoys: {
    title: 'Convoys',
    entries: [
      ...Object.values(leadershipWords).map(({ word, tone, means }) => ({
        name: word,
        meaning: means,
        sample: <Mark tone={tone} />,
      })),
      {
        name: 'Term',
        meaning: 'The number of the election. A later election has a higher term.',
        sample: <TermBadge />,
      },
      {
        name: 'Term in doubt',
        meaning:
          'A drone speaks of a term far above the others. It is not applied until a majority of the reporting drones speaks of it.',
        sample: <Mark tone="watch" />,
      },
      {
        name: 'Heartbeat',
        meaning: `Time since the leader’s last proof of life. Suspect after ${suspectAfterIntervals} intervals (the tick), lost after ${lostAfterIntervals}.`,
        sample: <HeartbeatSample />,
      },
    ],
  },
  hud: {
    title: 'Leaderboard',
    entries: [
      {
        name: '▲2 ▼1',
        meaning: 'Places gained or lost in the last 30 seconds.',
        sample: <span className="number">▲2</span>,
      },
      {
        name: 'Left',
        meaning: 'The drone is no longer in this convoy, or out of service; what it did here still counts.',
        sample: <small>left</small>,
      },
      {
        name: 'Accuracy',
        meaning: 'Hits per engagement. The bar is the figure, the band behind it the 95 % confidence interval.',
        sample: <AccuracySample />,
      },
      {
        name: 'Pts behind',
        meaning: 'Percentage points of accuracy (or of the lower bound, when ranked by it) to the rank above.',
        sample: <span className="number">−4.2</span>,
      },
      { name: '15/16', meaning: 'Hits and total engagements.', sample: <span className="number">15/16</span> },
      {
        name: '+7',
        meaning: 'Streak: hits (+) or misses (−) in a row up to the newest engagement.',
        sample: <span className="number">+7</span>,
      },
      {
        name: 'Dimmed row',
        meaning: 'Too few engagements: the rank is provisional.',
        sample: <span style={{ opacity: 0.5 }}>4</span>,
      },
    ],
  },
  timeline: {
    title: 'Timeline',
    entries: [
      { name: 'Handover', meaning: 'A convoy has a new leader.', sample: <i data-kind="handover" /> },
      { name: 'Alert', meaning: 'A leader was lost, or two drones claimed to lead.', sample: <i data-kind="alert" /> },
      {
        name: 'New first place',
        meaning: 'Another drone took the first rank of its convoy.',
        sample: <i data-kind="rank" />,
      },
      { name: 'Hatched', meaning: 'Before this page was opened: nothing was gathered.', sample: <Hatching /> },
    ],
  },
}
