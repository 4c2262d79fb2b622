-- How far did each drone fly, for how long and how high?
-- Covers the minutes that begin in [$fromAt, $toAt); the way to the first reading of a minute counts in that minute.
-- Reads minute_by_drone. Distance: great circles between consecutive readings, doubtful positions left out.
WITH flown AS (
  SELECT
    convoyId,
    droneId,
    sum(readings)::BIGINT AS readings,
    sum(doubtfulReadings)::BIGINT AS doubtfulReadings,
    sum(distanceM)::DOUBLE AS distanceM,
    sum(movingMs) / 1000.0 AS movingS,
    min(firstAt) AS firstAt,
    max(lastAt) AS lastAt,
    min(altitudeMinM)::DOUBLE AS altitudeMinM,
    max(altitudeMaxM)::DOUBLE AS altitudeMaxM
  FROM minute_by_drone
  WHERE minute >= $fromAt AND minute < $toAt
    AND (len($convoyIds) = 0 OR list_contains($convoyIds, convoyId))
    AND (len($droneIds) = 0 OR list_contains($droneIds, droneId))
  GROUP BY convoyId, droneId
)
SELECT
  flown.convoyId,
  convoys.callsign AS convoyCallsign,
  flown.droneId,
  drones.callsign AS droneCallsign,
  readings,
  doubtfulReadings,
  distanceM,
  movingS,
  firstAt,
  lastAt,
  date_diff('millisecond', firstAt, lastAt) / 1000.0 AS spanS,
  altitudeMinM,
  altitudeMaxM
FROM flown
LEFT JOIN convoys USING (convoyId)
LEFT JOIN drones USING (convoyId, droneId)
ORDER BY distanceM DESC, flown.droneId;
