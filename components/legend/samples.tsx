/** Small drawings of marks that have no component of their own. Colours are the theme's, by currentColor and CSS variables. */
import type { ReactNode } from 'react'
import { cssColor } from '../../lib/looks/css-names.ts'
import { groupFrame, lineLooks, linkLooks, selectionLooks, uncertainDash } from '../../lib/looks/lines.ts'
import styles from './legend.module.css'

const Drawing = ({ children }: { children: ReactNode }) => (
  <svg viewBox="0 0 40 28" width="40" height="28" fill="none" aria-hidden="true" focusable="false">
    {children}
  </svg>
)

const GroupFrame = (paint: { stroke: string; strokeDasharray?: string }) => (
  <rect x="3" y="5" width="30" height="19" rx={groupFrame.radiusPx} strokeWidth={groupFrame.widthPx} {...paint} />
)

export const Group = ({ count, lost = 0 }: { count: number; lost?: number }) => (
  <Drawing>
    <GroupFrame stroke={cssColor('friendly')} />
    <text x="18" y="19" textAnchor="middle" className={styles.figure}>
      {count}
    </text>
    {lost > 0 ? (
      <>
        <rect x="25" y="1" width="15" height="10" rx="3" fill="var(--ground)" stroke="var(--bad)" />
        <text x="32.5" y="9" textAnchor="middle" className={styles.badge}>
          {`×${lost}`}
        </text>
      </>
    ) : null}
  </Drawing>
)

export const Corners = () => (
  <Drawing>
    <path
      d="M12 10V6h4M24 6h4v4M28 18v4h-4M16 22h-4v-4"
      stroke={cssColor('selected')}
      strokeWidth={selectionLooks.cornersWidthPx}
    />
  </Drawing>
)

export const Ring = () => (
  <Drawing>
    <circle cx="20" cy="14" r="9" stroke={cssColor('selected')} strokeWidth={selectionLooks.ringWidthPx} />
  </Drawing>
)

export const Trail = () => (
  <Drawing>
    {[0.15, 0.3, 0.5, 0.75].map((opacity, step) => (
      <path
        key={opacity}
        d={`M${3 + step * 8.5} ${22 - step * 4}l8.5 -4`}
        stroke={cssColor(lineLooks.trail.color)}
        strokeWidth={lineLooks.trail.widthPx}
        opacity={opacity}
      />
    ))}
  </Drawing>
)

export const Vector = () => (
  <Drawing>
    <path
      d="M5 20 33 9M30.5 4.5 35.5 13.5"
      stroke={cssColor(lineLooks.vector.color)}
      strokeWidth={lineLooks.vector.widthPx}
    />
  </Drawing>
)

export const Line = () => (
  <Drawing>
    {linkLooks.map(({ fromPct, widthPx, dash }, i) => (
      <path
        key={fromPct}
        d={`M3 ${6 + 8 * i}h34`}
        stroke={cssColor(lineLooks.link.color)}
        strokeDasharray={dash.join(' ')}
        strokeWidth={widthPx}
      />
    ))}
  </Drawing>
)

export const Dashed = () => (
  <Drawing>
    <GroupFrame stroke="var(--text-2)" strokeDasharray={uncertainDash.join(' ')} />
  </Drawing>
)

export const Area = () => (
  <Drawing>
    <path
      d="M5 20 12 5l20 4 3 13Z"
      fill={cssColor(lineLooks.area.color)}
      fillOpacity="0.08"
      stroke={cssColor(lineLooks.area.color)}
    />
    <path d="M9 18 14 8.5l15 3 2 7.5Z" stroke={cssColor(lineLooks.area.color)} strokeOpacity="0.2" strokeWidth="4" />
  </Drawing>
)

export const Handover = () => (
  <Drawing>
    <path d="M3 22 30 8" stroke={cssColor(lineLooks.handover.color)} strokeWidth={lineLooks.handover.widthPx} />
    <path d="m37 4-5 7-4-7Z" fill={cssColor(lineLooks.handover.color)} />
  </Drawing>
)

export const Measured = () => (
  <Drawing>
    <path d="M10 18 30 9" stroke={cssColor(lineLooks.measure.color)} strokeWidth={lineLooks.measure.widthPx} />
    <circle
      cx="7"
      cy="19.5"
      r="3.3"
      stroke={cssColor(lineLooks.measure.color)}
      strokeWidth={lineLooks.measure.widthPx}
    />
    <circle
      cx="33"
      cy="7.5"
      r="3.3"
      stroke={cssColor(lineLooks.measure.color)}
      strokeWidth={lineLooks.measure.widthPx}
    />
  </Drawing>
)

export const TermBadge = () => <span className={`number ${styles.term}`}>T3</span>

export const HeartbeatSample = () => (
  <span className={styles.bar}>
    <span style={{ inlineSize: '30%', background: 'var(--good)' }} />
    <i style={{ insetInlineStart: '60%' }} />
  </span>
)

export const AccuracySample = () => (
  <span className={styles.bar}>
    <span style={{ inlineSize: '70%', background: 'var(--friendly)' }} />
    <b style={{ insetInlineStart: '55%', inlineSize: '30%' }} />
  </span>
)

export const Hatching = () => <span className={styles.hatching} />

export const Dots = () => <span className={styles.dots} />
