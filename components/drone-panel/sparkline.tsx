import styles from './drone-panel.module.css'
import { type SparkPoint, sparkPath } from './spark-path.ts'

const widthPx = 120
const heightPx = 24

export function Sparkline({
  points,
  label,
  circular,
}: {
  points: readonly SparkPoint[]
  label: string
  circular: boolean
}) {
  const path = sparkPath(points, circular, widthPx, heightPx)
  if (!path) return <span className={styles.noHistory}>no history yet</span>
  return (
    <svg viewBox={`0 0 ${widthPx} ${heightPx}`} preserveAspectRatio="none" role="img" aria-label={label}>
      <path d={path} vectorEffect="non-scaling-stroke" />
    </svg>
  )
}
