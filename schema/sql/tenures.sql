-- Who led which convoy, from when to when?
-- A tenure is the unbroken time in which a convoy's changes name the same leader, cut to [$fromAt, $toAt); a leader whose heartbeat is late
-- or lost keeps it until another is named or none. The last state is known until $asOf; isOngoing says that the tenure goes on
-- there. Reads leadership_events.
WITH changes AS (
  SELECT
    *,
    coalesce(lead("at") OVER (PARTITION BY convoyId ORDER BY "at", ordinal), $asOf) AS untilAt
  FROM leadership_events
  WHERE "at" < least($toAt, $asOf)
    AND (len($convoyIds) = 0 OR list_contains($convoyIds, convoyId))
),
states AS (
  SELECT *, greatest("at", $fromAt) AS shownFromAt, least(untilAt, $toAt) AS shownToAt
  FROM changes
  WHERE untilAt > $fromAt
),
numbered AS (
  SELECT
    *,
    leaderAfter IS DISTINCT FROM lag(leaderAfter) OVER convoy AS isNew
  FROM states
  WINDOW convoy AS (PARTITION BY convoyId ORDER BY "at", ordinal)
),
led AS (
  SELECT *, sum(isNew::INTEGER) OVER (PARTITION BY convoyId ORDER BY "at", ordinal ROWS UNBOUNDED PRECEDING) AS tenure
  FROM numbered
),
tenures AS (
  SELECT
    convoyId,
    any_value(leaderAfter) AS leaderId,
    min(termAfter)::BIGINT AS termFrom,
    max(termAfter)::BIGINT AS termTo,
    min(shownFromAt) AS tenureFromAt,
    max(shownToAt) AS tenureToAt,
    sum(date_diff('millisecond', shownFromAt, shownToAt)) FILTER (stateAfter = 'healthy') / 1000.0 AS healthyS,
    max(untilAt) >= least($toAt, $asOf) AS isOngoing
  FROM led
  WHERE leaderAfter IS NOT NULL
  GROUP BY convoyId, tenure
)
SELECT
  tenures.convoyId,
  convoys.callsign AS convoyCallsign,
  leaderId,
  drones.callsign AS leaderCallsign,
  termFrom,
  termTo,
  tenureFromAt,
  tenureToAt,
  date_diff('millisecond', tenureFromAt, tenureToAt) / 1000.0 AS tenureS,
  coalesce(healthyS, 0) AS healthyS,
  isOngoing
FROM tenures
LEFT JOIN convoys USING (convoyId)
LEFT JOIN drones ON drones.convoyId = tenures.convoyId AND drones.droneId = leaderId
ORDER BY tenures.convoyId, tenureFromAt;
