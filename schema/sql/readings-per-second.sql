-- How many readings a second did each convoy record?
-- Covers the minutes that begin in [$fromAt, $toAt), in buckets of $bucketMin minutes, by the time of recording: what came late counts where
-- it belongs. A bucket that the range cuts is divided by its whole length. Reads minute_by_drone.
WITH bucketed AS (
  SELECT
    convoyId,
    time_bucket(to_minutes($bucketMin), minute) AS bucketAt,
    sum(readings)::BIGINT AS readings,
    count(DISTINCT droneId)::BIGINT AS drones
  FROM minute_by_drone
  WHERE minute >= $fromAt AND minute < $toAt
    AND (len($convoyIds) = 0 OR list_contains($convoyIds, convoyId))
    AND (len($droneIds) = 0 OR list_contains($droneIds, droneId))
  GROUP BY convoyId, bucketAt
)
SELECT
  bucketed.convoyId,
  convoys.callsign AS convoyCallsign,
  bucketAt,
  readings,
  readings / (60.0 * $bucketMin) AS readingsPerS,
  drones
FROM bucketed
LEFT JOIN convoys USING (convoyId)
ORDER BY bucketed.convoyId, bucketAt;
