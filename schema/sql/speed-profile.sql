-- How often did each convoy fly at which speed?
-- Covers the hours that begin in [$fromAt, $toAt); exact, every reading with a speed is in one bin. Reads hour_by_drone.
-- $binFromMps are the bins' lower edges, as declared with the rollup; the last bin is open.
WITH bins AS (
  SELECT
    convoyId,
    generate_subscripts(speedHistogram, 1) AS bin,
    unnest(speedHistogram) AS readings
  FROM hour_by_drone
  WHERE hour >= $fromAt AND hour < $toAt
    AND (len($convoyIds) = 0 OR list_contains($convoyIds, convoyId))
    AND (len($droneIds) = 0 OR list_contains($droneIds, droneId))
),
counted AS (
  SELECT convoyId, bin, sum(readings)::BIGINT AS readings
  FROM bins
  GROUP BY convoyId, bin
  HAVING sum(readings) > 0
)
SELECT
  counted.convoyId,
  convoys.callsign AS convoyCallsign,
  $binFromMps[bin] AS speedFromMps,
  $binFromMps[bin + 1] AS speedToMps,
  readings,
  100.0 * readings / sum(readings) OVER (PARTITION BY counted.convoyId) AS sharePct
FROM counted
LEFT JOIN convoys USING (convoyId)
ORDER BY counted.convoyId, speedFromMps;
