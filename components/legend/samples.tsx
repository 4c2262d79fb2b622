/** Small drawings of marks that have no component of their own. Colours are the theme's, by currentColor and CSS variables. */
import type { ReactNode } from 'react'
import { uncertainDash } from '../../lib/map/line-looks.ts'
import styles from './legend.module.css'

const Drawing = ({ children }: { children: ReactNode }) => (
  <svg viewBox="0 0 40 28" width="40" height="28" fill="none" aria-hidden="true" focusable="false">
    {children}
  </svg>
)

export const Group = ({ count, lost = 0 }: { count: number; lost?: number }) => (
  <Drawing>
    <rect x="3" y="5" width="30" height="19" rx="4" stroke="var(--friendly)" strokeWidth="1.75" />
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
    <path d="M12 10V6h4M24 6h4v4M28 18v4h-4M16 22h-4v-4" stroke="var(--selected)" strokeWidth="2" />
  </Drawing>
)

export const Ring = () => (
  <Drawing>
    <circle cx="20" cy="14" r="9" stroke="var(--selected)" strokeWidth="1.5" />
  </Drawing>
)

export const Trail = () => (
  <Drawing>
    {[0.15, 0.3, 0.5, 0.75].map((opacity, step) => (
      <path
        key={opacity}
        d={`M${3 + step * 8.5} ${22 - step * 4}l8.5 -4`}
        stroke="var(--friendly)"
        strokeWidth="1.5"
        opacity={opacity}
      />
    ))}
  </Drawing>
)

export const Vector = () => (
  <Drawing>
    <path d="M5 20 33 9M30.5 4.5 35.5 13.5" stroke="var(--friendly)" strokeWidth="1.25" />
  </Drawing>
)

export const Line = () => (
  <Drawing>
    <path d="M3 6h34" stroke="var(--link)" strokeWidth="2" />
    <path d="M3 14h34" stroke="var(--link)" strokeWidth="0.75" />
    <path d="M3 22h34" stroke="var(--link)" strokeDasharray={uncertainDash.join(' ')} strokeWidth="0.75" />
  </Drawing>
)

export const Dashed = () => (
  <Drawing>
    <rect
      x="3"
      y="5"
      width="30"
      height="19"
      rx="4"
      stroke="var(--text-2)"
      strokeDasharray={uncertainDash.join(' ')}
      strokeWidth="1.75"
    />
  </Drawing>
)

export const Area = () => (
  <Drawing>
    <path d="M5 20 12 5l20 4 3 13Z" fill="var(--area)" fillOpacity="0.08" stroke="var(--area)" />
    <path d="M9 18 14 8.5l15 3 2 7.5Z" stroke="var(--area)" strokeOpacity="0.2" strokeWidth="4" />
  </Drawing>
)

export const Handover = () => (
  <Drawing>
    <path d="M3 22 30 8" stroke="var(--leader)" strokeWidth="2" />
    <path d="m37 4-5 7-4-7Z" fill="var(--leader)" />
  </Drawing>
)

export const Measured = () => (
  <Drawing>
    <path d="M10 18 30 9" stroke="var(--text)" strokeWidth="1.5" />
    <circle cx="7" cy="19.5" r="3.3" stroke="var(--text)" strokeWidth="1.5" />
    <circle cx="33" cy="7.5" r="3.3" stroke="var(--text)" strokeWidth="1.5" />
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
