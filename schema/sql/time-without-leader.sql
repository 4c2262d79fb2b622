-- For how long was each convoy without a leader?
-- Covers the time in [$fromAt, $toAt) from a convoy's first report on; the state at $fromAt comes from the change before it, and the last
-- state is known until $asOf. Without a leader: no leader is known, its heartbeat is lost, or an election is under way.
-- Two leaders (split brain) are counted apart. Reads leadership_events.
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
spans AS (
  SELECT convoyId, stateAfter, leaderAfter, date_diff('millisecond', shownFromAt, shownToAt) / 1000.0 AS spanS
  FROM states
),
summed AS (
  SELECT
    convoyId,
    sum(spanS) AS observedS,
    coalesce(sum(spanS) FILTER (stateAfter = 'healthy'), 0) AS healthyS,
    coalesce(sum(spanS) FILTER (stateAfter = 'suspect'), 0) AS suspectS,
    coalesce(sum(spanS) FILTER (stateAfter = 'electing'), 0) AS electingS,
    coalesce(sum(spanS) FILTER (stateAfter = 'lost'), 0) AS lostS,
    coalesce(sum(spanS) FILTER (stateAfter = 'split_brain'), 0) AS splitBrainS,
    coalesce(sum(spanS) FILTER (stateAfter IN ('unknown', 'electing', 'lost') OR leaderAfter IS NULL), 0) AS withoutLeaderS
  FROM spans
  GROUP BY convoyId
)
SELECT
  summed.convoyId,
  convoys.callsign AS convoyCallsign,
  observedS,
  healthyS,
  suspectS,
  electingS,
  lostS,
  splitBrainS,
  withoutLeaderS,
  100.0 * withoutLeaderS / nullif(observedS, 0) AS withoutLeaderPct
FROM summed
LEFT JOIN convoys USING (convoyId)
ORDER BY withoutLeaderPct DESC, summed.convoyId;
