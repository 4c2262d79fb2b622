import type { DroneTrack } from '../../lib/feed/feed.ts'
import { formatDistance } from '../../lib/view/format.ts'
import { type RoutePoint, routeProgress } from '../../lib/view/route-progress.ts'
import { phrases } from '../../lib/view/words.ts'
import { isDoubtfulPosition } from '../../schema/telemetry.ts'
import styles from './drone-panel.module.css'

/** Waypoints passed, how far to the next, and how far off the route. */
export function RouteLine({ route, track }: { route: readonly RoutePoint[] | null; track: DroneTrack | undefined }) {
  const isPlaced = track?.hasReading && !isDoubtfulPosition(track.flags)
  const progress = route && isPlaced ? routeProgress(route, track) : null
  return (
    <section className={styles.section} aria-label="Route">
      <h3>
        Route
        <span className="number">{progress ? `${progress.passed} of ${progress.total}` : '—'}</span>
      </h3>
      {progress ? (
        <>
          <span className={styles.routeBar}>
            <span style={{ inlineSize: `${progress.share * 100}%` }} />
          </span>
          <p className={styles.second}>
            next waypoint <span className="number">{formatDistance(progress.toNextM)}</span> · off route{' '}
            <span className="number">{formatDistance(progress.deviationM)}</span>
          </p>
        </>
      ) : (
        <p className={styles.second}>{routeNote(route, isPlaced)}</p>
      )}
    </section>
  )
}

function routeNote(route: readonly RoutePoint[] | null, isPlaced: boolean | undefined): string {
  if (route === null) return phrases.loading
  if (route.length === 0) return 'No route has been set.'
  return isPlaced ? 'A route needs at least two waypoints.' : 'The position is not known.'
}
