/** Queries to begin with: each runs as it is. */
import type { ResultView } from './sql-address.ts'

interface SqlExample {
  title: string
  sql: string
  view: ResultView
}

export const sqlExamples: readonly SqlExample[] = [
  {
    title: 'Distance flown by drone',
    sql: `SELECT drones.callsign, round(sum(distanceM) / 1000, 1) AS distanceKm
FROM minute_by_drone
JOIN drones USING (droneId)
GROUP BY ALL
ORDER BY distanceKm DESC
LIMIT 20`,
    view: 'chart',
  },
  {
    title: 'Readings by hour and convoy',
    sql: `SELECT hour, convoys.callsign AS convoy, sum(readings) AS readings
FROM hour_by_drone
JOIN convoys USING (convoyId)
GROUP BY ALL
ORDER BY hour, convoy`,
    view: 'chart',
  },
  {
    title: 'Where most was recorded',
    sql: `SELECT cellLatitude / 100 AS southDeg, cellLongitude / 100 AS westDeg, sum(readings) AS readings
FROM hour_by_cell
GROUP BY ALL
ORDER BY readings DESC
LIMIT 5000`,
    view: 'map',
  },
  {
    title: 'Accuracy of each weapon, by commanding unit',
    sql: `SELECT weaponType, commandingUnit, count(*) AS engagements, round(100 * avg(hit::INTEGER), 1) AS accuracyPct
FROM engagements
GROUP BY ALL
ORDER BY engagements DESC`,
    view: 'table',
  },
  {
    title: 'The last changes of leadership',
    sql: `SELECT "at", convoys.callsign AS convoy, reason, stateBefore, stateAfter, termAfter
FROM leadership_events
JOIN convoys USING (convoyId)
ORDER BY "at" DESC
LIMIT 100`,
    view: 'table',
  },
]
