/** Every mark of the screen with what it means. The drawing of an entry is the mark itself, in the theme's colours. */
import type { ReactNode } from 'react'
import { deliveryAllowanceMs, lostAfterMs } from '../../lib/feed/freshness.ts'
import { droneMark, droneState } from '../../lib/map/fleet-arrays.ts'
import { freshnessWords, leadershipWords, partWords, phrases, termWords } from '../../lib/view/words.ts'
import { lostAfterIntervals, suspectAfterIntervals } from '../../schema/leadership.ts'
import { Mark } from '../ui/mark.tsx'
import { Dart } from './dart.tsx'
import type { LegendSection } from './legend-section.ts'
import {
  AccuracySample,
  Area,
  Corners,
  Dashed,
  Dots,
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

export const legend: Record<LegendSection, { title: string; entries: readonly LegendEntry[] }> = {
  map: {
    title: partWords.map,
    entries: [
      {
        name: termWords.convoy,
        meaning: 'Zoomed out: the number of its drones, beside it the leader (★) and the term (T3).',
        sample: <Group count={12} />,
      },
      { name: 'Lost drones', meaning: 'How many of the convoy are lost.', sample: <Group count={12} lost={1} /> },
      {
        name: termWords.drone,
        meaning: 'Points where it is heading; its position is known, or extrapolated for less than one interval.',
        sample: <Dart state={droneState.live} />,
      },
      {
        name: freshnessWords.late.word,
        meaning: `Hollow: no reading for two of its intervals and ${deliveryAllowanceMs / 1_000} s; drawn at its last known position.`,
        sample: <Dart state={droneState.late} />,
      },
      {
        name: freshnessWords.lost.word,
        meaning: `No reading for five of its intervals, and for ${lostAfterMs / 1_000} s at least; drawn at its last known position, with its age.`,
        sample: <Dart state={droneState.lost} />,
      },
      {
        name: freshnessWords.unknown.word,
        meaning: 'Hollow and grey: our own connection is cut. The drone may be fine.',
        sample: <Dart state={droneState.unknown} />,
      },
      {
        name: termWords.leader,
        meaning: 'A gold ring: the drone that its convoy elected.',
        sample: <Dart state={droneState.live} mark={droneMark.leader} />,
      },
      {
        name: 'Rival leader',
        meaning: `A second drone that claims to lead in the same term (${leadershipWords.split_brain.onMap}).`,
        sample: <Dart state={droneState.live} mark={droneMark.rival} />,
      },
      { name: 'Selected', meaning: 'The drone whose details the panel on the right shows.', sample: <Corners /> },
      { name: termWords.picked, meaning: 'Picked in the table, or with Ctrl and a click.', sample: <Ring /> },
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
        meaning: 'Not certain: a link that may not hold, a position or convoy without recent reports.',
        sample: <Dashed />,
      },
      { name: 'Handover', meaning: 'For ten seconds: from the previous leader to the new one.', sample: <Handover /> },
      { name: 'Measured line', meaning: 'Range and bearing between two points you set (M).', sample: <Measured /> },
    ],
  },
  convoys: {
    title: partWords.convoys,
    entries: [
      ...Object.values(leadershipWords).map(({ word, tone, means }) => ({
        name: word,
        meaning: means,
        sample: <Mark tone={tone} />,
      })),
      {
        name: termWords.term,
        meaning: 'The number of the election. A later election has a higher term.',
        sample: <TermBadge />,
      },
      {
        name: termWords.termInDoubt,
        meaning: termWords.termInDoubtMeans,
        sample: <Mark tone="watch" />,
      },
      {
        name: termWords.heartbeat,
        meaning: `${termWords.heartbeatAge}. Suspect after ${suspectAfterIntervals} intervals (the tick), lost after ${lostAfterIntervals}.`,
        sample: <HeartbeatSample />,
      },
    ],
  },
  hud: {
    title: partWords.leaderboard,
    entries: [
      {
        name: '▲2 ▼1',
        meaning: 'Places gained or lost in the last 30 seconds.',
        sample: <span className="number">▲2</span>,
      },
      {
        name: 'Left',
        meaning: `${termWords.pastMember}.`,
        sample: <small>left</small>,
      },
      {
        name: termWords.accuracy,
        meaning: 'Hits per engagement. The bar is the value, the band behind it the 95 % confidence interval.',
        sample: <AccuracySample />,
      },
      {
        name: termWords.behind,
        meaning: 'Percentage points of accuracy (or of the lower bound, when ranked by it) to the rank above.',
        sample: <span className="number">−4.2</span>,
      },
      { name: '15/16', meaning: 'Hits and total engagements.', sample: <span className="number">15/16</span> },
      {
        name: '+7',
        meaning: `${termWords.streakMeans} up to the newest engagement.`,
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
    title: partWords.timeline,
    entries: [
      { name: 'Handover', meaning: 'A convoy has a new leader.', sample: <i data-kind="handover" /> },
      { name: 'Alert', meaning: 'A leader was lost, or two drones claimed to lead.', sample: <i data-kind="alert" /> },
      {
        name: 'New first place',
        meaning: 'Another drone took the first rank of its convoy.',
        sample: <i data-kind="rank" />,
      },
      {
        name: 'Grey columns',
        meaning: 'How many readings were reported.',
        sample: <i data-kind="density" />,
      },
      {
        name: 'Amber dashes',
        meaning: 'Readings of this time came after it was recorded: replay shows it without them.',
        sample: <i data-kind="late" />,
      },
      { name: 'Hatched', meaning: `${phrases.notRecorded}.`, sample: <Hatching /> },
      { name: 'Dotted', meaning: `${phrases.reconstructed}: the demo’s past.`, sample: <Dots /> },
    ],
  },
}
