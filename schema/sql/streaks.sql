-- What were each drone's longest streaks of hits and of misses, and what is its streak now?
-- Covers the engagements in [$fromAt, $toAt), every one, in the order (engagedAt, engagementId). The current streak is positive for hits
-- and negative for misses, as on the leaderboard. Reads engagements.
WITH numbered AS (
  SELECT
    convoyId,
    droneId,
    engagedAt,
    hit,
    row_number() OVER (PARTITION BY convoyId, droneId ORDER BY engagedAt, engagementId) AS ordinal,
    -- Constant over consecutive engagements with the same result.
    ordinal - row_number() OVER (PARTITION BY convoyId, droneId, hit ORDER BY engagedAt, engagementId) AS streak
  FROM engagements AS recorded
  WHERE engagedAt >= $fromAt AND engagedAt < $toAt
    AND (len($convoyIds) = 0 OR list_contains($convoyIds, convoyId))
    AND (len($droneIds) = 0 OR list_contains($droneIds, droneId))
    AND (len($weaponTypes) = 0 OR list_contains($weaponTypes, weaponType))
),
streaks AS (
  SELECT
    convoyId,
    droneId,
    hit,
    count(*) AS length,
    min(engagedAt) AS beganAt,
    max(ordinal) AS lastOrdinal
  FROM numbered
  GROUP BY convoyId, droneId, hit, streak
),
summed AS (
  SELECT
    convoyId,
    droneId,
    sum(length)::BIGINT AS engagements,
    coalesce(max(length) FILTER (hit), 0)::BIGINT AS longestHitStreak,
    min(beganAt) FILTER (hit AND length = longest) AS longestHitStreakFromAt,
    coalesce(max(length) FILTER (NOT hit), 0)::BIGINT AS longestMissStreak,
    arg_max(if(hit, length, -length), lastOrdinal)::BIGINT AS currentStreak
  FROM (SELECT *, max(length) OVER (PARTITION BY convoyId, droneId, hit) AS longest FROM streaks)
  GROUP BY convoyId, droneId
)
SELECT
  summed.convoyId,
  convoys.callsign AS convoyCallsign,
  summed.droneId,
  drones.callsign AS droneCallsign,
  engagements,
  longestHitStreak,
  longestHitStreakFromAt,
  longestMissStreak,
  currentStreak
FROM summed
LEFT JOIN convoys USING (convoyId)
LEFT JOIN drones USING (convoyId, droneId)
ORDER BY longestHitStreak DESC, summed.droneId;
