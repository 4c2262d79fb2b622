-- Which drones' readings come late or twice?
-- Covers the hours that begin in [$fromAt, $toAt), every reading. Duplicates are null where a store does not know them. Reads hour_by_drone.
WITH summed AS (
  SELECT
    convoyId,
    droneId,
    sum(readings)::BIGINT AS readings,
    sum(lateReadings)::BIGINT AS lateReadings,
    sum(duplicates)::BIGINT AS duplicates
  FROM hour_by_drone
  WHERE hour >= $fromAt AND hour < $toAt
    AND (len($convoyIds) = 0 OR list_contains($convoyIds, convoyId))
    AND (len($droneIds) = 0 OR list_contains($droneIds, droneId))
  GROUP BY convoyId, droneId
)
SELECT
  summed.convoyId,
  convoys.callsign AS convoyCallsign,
  summed.droneId,
  drones.callsign AS droneCallsign,
  readings,
  lateReadings,
  duplicates,
  100.0 * lateReadings / readings AS latePct,
  100.0 * duplicates / (readings + duplicates) AS duplicatePct
FROM summed
LEFT JOIN convoys USING (convoyId)
LEFT JOIN drones USING (convoyId, droneId)
ORDER BY latePct DESC, summed.droneId;
