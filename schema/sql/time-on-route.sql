-- How much of its time was each drone within $corridorM of its planned route?
-- Covers the minutes that begin in [$fromAt, $toAt) in which the drone reported, each by its last position; of more than
-- $maxPositions positions only every minuteStep-th minute is measured, and counted that many times. Drones without a route
-- are left out. Reads minute_by_drone and route_points. Distance to the nearest leg as in deviation-from-route.sql.
WITH chosen AS (
  SELECT convoyId, droneId, minute, latitudeDeg, longitudeDeg
  FROM minute_by_drone
  WHERE minute >= $fromAt AND minute < $toAt
    AND (len($convoyIds) = 0 OR list_contains($convoyIds, convoyId))
    AND (len($droneIds) = 0 OR list_contains($droneIds, droneId))
    AND latitudeDeg IS NOT NULL
),
sample AS (SELECT greatest(1, ceil(count(*) / $maxPositions))::BIGINT AS minuteStep FROM chosen),
sampled AS (
  -- By a subquery: after a join, the terms of positions would be computed of every row first.
  SELECT * FROM chosen WHERE epoch_ms(minute) // 60000 % (SELECT minuteStep FROM sample) = 0
),
positions AS (
  SELECT *, 111195.0797 * cos(radians(latitudeDeg)) AS metresPerDegreeEast
  FROM sampled, sample
),
legs AS (
  SELECT
    convoyId,
    droneId,
    latitudeDeg AS startLatitudeDeg,
    longitudeDeg AS startLongitudeDeg,
    -- The last point ends no leg: a leg of length 0, so that a route of one point works too.
    coalesce(lead(latitudeDeg) OVER route, latitudeDeg) - latitudeDeg AS northDeg,
    coalesce(lead(longitudeDeg) OVER route, longitudeDeg) - longitudeDeg AS legEastDeg,
    legEastDeg - 360 * round(legEastDeg / 360) AS eastDeg
  FROM route_points
  WHERE len($droneIds) = 0 OR list_contains($droneIds, droneId)
  WINDOW route AS (PARTITION BY convoyId, droneId ORDER BY sequence)
),
offsets AS (
  SELECT
    positions.convoyId,
    positions.droneId,
    minute,
    minuteStep,
    (startLatitudeDeg - latitudeDeg) * 111195.0797 AS startNorthM,
    startLongitudeDeg - longitudeDeg AS startEastDeg,
    (startEastDeg - 360 * round(startEastDeg / 360)) * metresPerDegreeEast AS startEastM,
    northDeg * 111195.0797 AS northM,
    eastDeg * metresPerDegreeEast AS eastM,
    -- How far along the leg the nearest point lies, 0 … 1.
    coalesce(
      least(greatest(-(startNorthM * northM + startEastM * eastM) / nullif(northM * northM + eastM * eastM, 0), 0), 1),
      0
    ) AS along,
    startNorthM + along * northM AS nearestNorthM,
    startEastM + along * eastM AS nearestEastM
  FROM positions
  JOIN legs USING (convoyId, droneId)
),
deviations AS (
  SELECT
    convoyId,
    droneId,
    minute,
    any_value(minuteStep) AS minuteStep,
    sqrt(min(nearestNorthM * nearestNorthM + nearestEastM * nearestEastM)) AS deviationM
  FROM offsets
  GROUP BY convoyId, droneId, minute
),
timed AS (
  SELECT
    convoyId,
    droneId,
    60.0 * sum(minuteStep) AS observedS,
    coalesce(60.0 * sum(minuteStep) FILTER (deviationM <= $corridorM), 0) AS onRouteS,
    any_value(minuteStep) AS minuteStep
  FROM deviations
  GROUP BY convoyId, droneId
)
SELECT
  timed.convoyId,
  convoys.callsign AS convoyCallsign,
  timed.droneId,
  drones.callsign AS droneCallsign,
  observedS::DOUBLE AS observedS,
  onRouteS::DOUBLE AS onRouteS,
  100.0 * onRouteS / observedS AS onRoutePct,
  minuteStep
FROM timed
LEFT JOIN convoys USING (convoyId)
LEFT JOIN drones USING (convoyId, droneId)
ORDER BY onRoutePct, timed.droneId;
