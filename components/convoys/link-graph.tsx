'use client'

import type { ConvoyTrack } from '../../lib/feed/feed.ts'
import { uncertainDash } from '../../lib/looks/lines.ts'
import styles from './link-graph.module.css'
import { ringLayout } from './ring-layout.ts'

const radius = 66
const shownAtMost = 24

/** The peer links of a convoy on a ring: width is quality, dashed is fading, gold leads. */
export function LinkGraph({ track, callsigns }: { track: ConvoyTrack; callsigns: ReadonlyMap<string, string> }) {
  const { leaderId, rivalId } = track.leadership
  const nameOf = (droneId: string) => callsigns.get(droneId) ?? ''
  const ids = track.drones
    .map((drone) => drone.droneId)
    .sort((a, b) => nameOf(a).localeCompare(nameOf(b), 'en', { numeric: true }))
    .slice(0, shownAtMost)
  const { nodes, edges } = ringLayout(ids, track.links.values(), radius)
  const weakest = edges[0]
  return (
    <figure className={styles.figure}>
      <svg viewBox="-140 -92 280 184" role="img" aria-label={`${edges.length} peer links among ${nodes.length} drones`}>
        {edges.map((edge) => (
          <path
            key={edge.key}
            d={edge.path}
            className={styles.edge}
            strokeWidth={edge.widthPx}
            strokeDasharray={edge.fading ? uncertainDash.join(' ') : undefined}
          />
        ))}
        {nodes.map(({ droneId, x, y, angleRad }) => (
          <g key={droneId} transform={`translate(${x} ${y})`} data-leads={droneId === leaderId || droneId === rivalId}>
            <circle r={droneId === leaderId || droneId === rivalId ? 5 : 3.5} className={styles.node} />
            <text
              x={Math.sin(angleRad) * 10}
              y={-Math.cos(angleRad) * 10 + 3}
              textAnchor={Math.abs(Math.sin(angleRad)) < 0.3 ? 'middle' : Math.sin(angleRad) > 0 ? 'start' : 'end'}
              className={styles.label}
            >
              {shortName(nameOf(droneId))}
            </text>
          </g>
        ))}
      </svg>
      <figcaption className={styles.caption}>
        <span className="number">{edges.length}</span> links
        {weakest ? (
          <span>
            , weakest <span className="number">{`${weakest.linkPct.toFixed(0)} %`}</span>
          </span>
        ) : null}
      </figcaption>
    </figure>
  )
}

/** `HAWK-1-07` is `07` where all begin alike: what follows the last separator. */
const shortName = (callsign: string) => /[^\s._-]+$/.exec(callsign)?.[0] ?? callsign
