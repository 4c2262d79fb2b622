-- How much fuel did each drone use per 100 km?
-- Covers the minutes that begin in [$fromAt, $toAt) with a fuel reading. A rise of more than $refuelPct between two minutes is a
-- refuelling and begins a new tank; used is, tank by tank, the first reading less the last, so noise cancels out.
-- Fuel and way between the last minute of one tank and the first of the next are unknown and left out. Reads minute_by_drone.
WITH fuelled AS (
  SELECT
    convoyId,
    droneId,
    minute,
    fuelFirstPct,
    fuelLastPct,
    distanceM,
    lag(fuelLastPct) OVER drone IS NOT NULL AND fuelFirstPct - lag(fuelLastPct) OVER drone > $refuelPct AS isRefuelled
  FROM minute_by_drone
  WHERE minute >= $fromAt AND minute < $toAt
    AND (len($convoyIds) = 0 OR list_contains($convoyIds, convoyId))
    AND (len($droneIds) = 0 OR list_contains($droneIds, droneId))
    AND fuelLastPct IS NOT NULL
  WINDOW drone AS (PARTITION BY convoyId, droneId ORDER BY minute)
),
numbered AS (
  SELECT
    *,
    sum(isRefuelled::INTEGER) OVER (PARTITION BY convoyId, droneId ORDER BY minute ROWS UNBOUNDED PRECEDING) AS tank
  FROM fuelled
),
tanks AS (
  SELECT
    convoyId,
    droneId,
    tank,
    arg_min(fuelFirstPct, minute) - arg_max(fuelLastPct, minute) AS usedPct,
    -- The way to a tank's first minute was flown on the tank before.
    sum(distanceM) FILTER (NOT isRefuelled) AS distanceM
  FROM numbered
  GROUP BY convoyId, droneId, tank
),
used AS (
  SELECT
    convoyId,
    droneId,
    sum(usedPct)::DOUBLE AS fuelUsedPct,
    coalesce(sum(distanceM), 0)::DOUBLE AS distanceM,
    (count(*) - 1)::BIGINT AS refuellings
  FROM tanks
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
