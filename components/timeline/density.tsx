import { densityPath } from './density-path.ts'
import styles from './timeline.module.css'
import type { Activity } from './use-activity.ts'

const heightPx = 100

/** How much was reported, as an area; what late data changed is striped in amber above it. */
export function Density({
  activity: { stepMs, steps },
  shareOf,
}: {
  activity: Activity
  shareOf(atMs: number): number
}) {
  if (steps.length === 0) return null
  const late = steps.filter((step) => step.late > 0)
  return (
    <>
      <svg className={styles.density} viewBox={`0 0 1 ${heightPx}`} preserveAspectRatio="none" aria-hidden="true">
        <path d={densityPath(steps, stepMs, shareOf, heightPx)} />
      </svg>
      {late.map(({ fromMs }) => (
        <span
          key={fromMs}
          className={styles.late}
          style={{
            insetInlineStart: `${shareOf(fromMs) * 100}%`,
            inlineSize: `${(shareOf(fromMs + stepMs) - shareOf(fromMs)) * 100}%`,
          }}
        />
      ))}
    </>
  )
}
