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
    fuelFirstPct - lag(fuelLastPct) OVER (PARTITION BY convoyId, droneId ORDER BY minute) AS risePct
  FROM minute_by_drone
  WHERE minute >= $fromAt AND minute < $toAt
    AND (len($convoyIds) = 0 OR list_contains($convoyIds, convoyId))
    AND (len($droneIds) = 0 OR list_contains($droneIds, droneId))
    AND fuelLastPct IS NOT NULL
),
used AS (
  SELECT
    convoyId,
    droneId,
    arg_min(fuelFirstPct, minute) - arg_max(fuelLastPct, minute)
      + coalesce(sum(risePct) FILTER (risePct > $refuelPct), 0) AS fuelUsedPct,
    -- The way to a minute was flown before its first reading.
    coalesce(sum(distanceM) FILTER (risePct IS NULL OR risePct <= $refuelPct), 0)::DOUBLE AS distanceM,
    (count(*) FILTER (risePct > $refuelPct))::BIGINT AS refuellings
  FROM fuelled
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
