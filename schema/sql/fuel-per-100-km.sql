-- How much fuel did each drone use per 100 km?
-- Covers the minutes that begin in [$fromAt, $toAt) with a fuel reading. A rise of more than $refuelPct from the last reading of one
-- minute to the first of the next is a refuelling; used is the first reading less the last, plus what was refuelled, so noise cancels
-- out. The way between the two readings around a refuelling is left out, as is what was used on it. Reads minute_by_drone.
WITH fuelled AS (
  SELECT
    convoyId,
    droneId,
    minute,
    fuelFirstPct,
    fuelLastPct,
    distanceM,
    -- Files are sorted by convoy, drone and minute, so the row before is nearly always the minute before: no need to sort all of
    -- them. Where it is not, whatever the order, a new run begins, and only runs are sorted.
    lag(droneId) OVER () IS NOT DISTINCT FROM droneId
      AND lag(convoyId) OVER () IS NOT DISTINCT FROM convoyId
      AND epoch_us(lag(minute) OVER ()) + 60000000 IS NOT DISTINCT FROM epoch_us(minute) AS isInRun,
    fuelFirstPct - lag(fuelLastPct) OVER () AS riseInRunPct
  FROM minute_by_drone
  WHERE minute >= $fromAt AND minute < $toAt
    AND (len($convoyIds) = 0 OR list_contains($convoyIds, convoyId))
    AND (len($droneIds) = 0 OR list_contains($droneIds, droneId))
    AND fuelLastPct IS NOT NULL
),
numbered AS (
  SELECT
    *,
    count(*) FILTER (NOT isInRun) OVER (ROWS UNBOUNDED PRECEDING) AS run,
    isInRun AND riseInRunPct > $refuelPct AS isRefuelling
  FROM fuelled
),
runs AS (
  SELECT
    any_value(convoyId) AS convoyId,
    any_value(droneId) AS droneId,
    min(minute) AS minute,
    arg_min(fuelFirstPct, minute) AS fuelFirstPct,
    arg_max(fuelLastPct, minute) AS fuelLastPct,
    arg_min(distanceM, minute) AS firstDistanceM,
    coalesce(sum(distanceM) FILTER (isInRun AND isRefuelling IS NOT TRUE), 0) AS laterDistanceM,
    coalesce(sum(riseInRunPct) FILTER (isRefuelling), 0) AS refuelledPct,
    count(*) FILTER (isRefuelling) AS refuellings
  FROM numbered
  GROUP BY run
),
joined AS (
  SELECT *, fuelFirstPct - lag(fuelLastPct) OVER (PARTITION BY convoyId, droneId ORDER BY minute) AS risePct
  FROM runs
),
used AS (
  SELECT
    convoyId,
    droneId,
    arg_min(fuelFirstPct, minute) - arg_max(fuelLastPct, minute)
      + sum(refuelledPct) + coalesce(sum(risePct) FILTER (risePct > $refuelPct), 0) AS fuelUsedPct,
    -- The way to a minute was flown before its first reading.
    (
      sum(laterDistanceM)
        + coalesce(sum(firstDistanceM) FILTER (risePct IS NULL OR risePct <= $refuelPct), 0)
    )::DOUBLE AS distanceM,
    (sum(refuellings) + count(*) FILTER (risePct > $refuelPct))::BIGINT AS refuellings
  FROM joined
  GROUP BY convoyId, droneId
)
SELECT
  used.convoyId,
  convoys.callsign AS convoyCallsign,
  used.droneId,
  drones.callsign AS droneCallsign,
  drones.platformType,
  fuelUsedPct,
  distanceM,
  fuelUsedPct / nullif(distanceM / 100000, 0) AS fuelPctPer100Km,
  refuellings
FROM used
LEFT JOIN convoys USING (convoyId)
LEFT JOIN drones USING (convoyId, droneId)
ORDER BY fuelPctPer100Km DESC NULLS LAST, used.droneId;
