-- How long after they were recorded were readings received?
-- Covers the hours that begin in [$fromAt, $toAt), every reading. Quantiles come from a histogram and are the upper edge of their bin: the
-- true value is at most that, and above the edge before; null in the last bin, which is open. Mean and maximum are exact.
-- $binFromMs are the bins' lower edges, as declared with the rollup. Reads hour_by_drone and minute_by_drone.
WITH bins AS (
  SELECT convoyId, hour, generate_subscripts(latencyHistogram, 1) AS bin, unnest(latencyHistogram) AS readings
  FROM hour_by_drone
  WHERE hour >= $fromAt AND hour < $toAt
    AND (len($convoyIds) = 0 OR list_contains($convoyIds, convoyId))
    AND (len($droneIds) = 0 OR list_contains($droneIds, droneId))
),
counted AS (
  SELECT convoyId, hour, bin, sum(readings) AS readings
  FROM bins
  GROUP BY convoyId, hour, bin
  HAVING sum(readings) > 0
),
ranked AS (
  SELECT
    convoyId,
    hour,
    readings,
    $binFromMs[bin + 1] AS latencyToMs,
    sum(readings) OVER (PARTITION BY convoyId, hour ORDER BY bin) / sum(readings) OVER (PARTITION BY convoyId, hour) AS share
  FROM counted
),
quantiles AS (
  SELECT
    convoyId,
    hour,
    sum(readings)::BIGINT AS readings,
    arg_min_null(latencyToMs, share) FILTER (share >= 0.5) AS p50Ms,
    arg_min_null(latencyToMs, share) FILTER (share >= 0.95) AS p95Ms,
    arg_min_null(latencyToMs, share) FILTER (share >= 0.99) AS p99Ms
  FROM ranked
  GROUP BY convoyId, hour
),
exact AS (
  SELECT
    convoyId,
    date_trunc('hour', minute) AS hour,
    sum(latencySumMs)::DOUBLE / sum(readings) AS meanMs,
    max(latencyMaxMs)::DOUBLE AS maxMs
  FROM minute_by_drone
  WHERE minute >= $fromAt AND minute < $toAt + INTERVAL 59 MINUTES
    AND (len($convoyIds) = 0 OR list_contains($convoyIds, convoyId))
    AND (len($droneIds) = 0 OR list_contains($droneIds, droneId))
  GROUP BY convoyId, date_trunc('hour', minute)
)
SELECT
  quantiles.convoyId,
  convoys.callsign AS convoyCallsign,
  quantiles.hour,
  readings,
  meanMs,
  p50Ms,
  p95Ms,
  p99Ms,
  maxMs
FROM quantiles
LEFT JOIN exact USING (convoyId, hour)
LEFT JOIN convoys USING (convoyId)
ORDER BY quantiles.convoyId, quantiles.hour;
