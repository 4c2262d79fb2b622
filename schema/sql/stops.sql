-- Where did a drone stay in place for $minStopMinutes or longer?
-- A minute is still when the way flown in it, on average, was slower than $stillMps. Stops are consecutive still minutes among those
-- that begin in [$fromAt, $toAt); a minute without readings ends a stop. Longest first. Reads minute_by_drone.
WITH still AS (
  SELECT
    convoyId,
    droneId,
    minute,
    firstAt,
    lastAt,
    latitudeDeg,
    longitudeDeg,
    -- Constant over consecutive minutes.
    minute - to_minutes(row_number() OVER (PARTITION BY convoyId, droneId ORDER BY minute)) AS stop
  FROM minute_by_drone
  WHERE minute >= $fromAt AND minute < $toAt
    AND (len($convoyIds) = 0 OR list_contains($convoyIds, convoyId))
    AND (len($droneIds) = 0 OR list_contains($droneIds, droneId))
    AND coalesce(distanceM, 0) < 60 * $stillMps
),
stops AS (
  SELECT
    convoyId,
    droneId,
    min(firstAt) AS stopFromAt,
    max(lastAt) AS stopToAt,
    count(*)::BIGINT AS stillMinutes,
    arg_max(latitudeDeg, minute) AS latitudeDeg,
    arg_max(longitudeDeg, minute) AS longitudeDeg
  FROM still
  GROUP BY convoyId, droneId, stop
  HAVING count(*) >= $minStopMinutes
)
SELECT
  stops.convoyId,
  convoys.callsign AS convoyCallsign,
  stops.droneId,
  drones.callsign AS droneCallsign,
  stopFromAt,
  stopToAt,
  stillMinutes,
  latitudeDeg,
  longitudeDeg
FROM stops
LEFT JOIN convoys USING (convoyId)
LEFT JOIN drones USING (convoyId, droneId)
ORDER BY stillMinutes DESC, stopFromAt, stops.droneId;
