-- How many elections did each convoy hold in each hour, and how often was its leader lost?
-- Covers the changes in [$fromAt, $toAt), by the hour; an election is a change to a higher term. Hours without a change count 0, up to $asOf,
-- for every convoy with a change in the range. Reads leadership_events.
WITH changes AS (
  SELECT convoyId, date_trunc('hour', "at") AS hour, reason, termBefore, termAfter
  FROM leadership_events
  WHERE "at" >= $fromAt AND "at" < least($toAt, $asOf)
    AND (len($convoyIds) = 0 OR list_contains($convoyIds, convoyId))
),
hours AS (
  SELECT convoyId, hour
  FROM (SELECT DISTINCT convoyId FROM changes)
  CROSS JOIN (
    -- The end is part of the series.
    SELECT unnest(generate_series(date_trunc('hour', $fromAt), least($toAt, $asOf) - INTERVAL 1 MICROSECOND, INTERVAL 1 HOUR)) AS hour
  )
),
counted AS (
  SELECT
    convoyId,
    hour,
    count(*) AS changes,
    count(*) FILTER (termAfter > termBefore AND reason <> 'first_report') AS elections,
    count(*) FILTER (reason = 'heartbeat_lost') AS losses,
    count(*) FILTER (reason = 'two_leaders') AS splits
  FROM changes
  GROUP BY convoyId, hour
)
SELECT
  hours.convoyId,
  convoys.callsign AS convoyCallsign,
  hours.hour,
  coalesce(elections, 0)::BIGINT AS elections,
  coalesce(losses, 0)::BIGINT AS losses,
  coalesce(splits, 0)::BIGINT AS splits,
  coalesce(changes, 0)::BIGINT AS changes
FROM hours
LEFT JOIN counted USING (convoyId, hour)
LEFT JOIN convoys USING (convoyId)
ORDER BY hours.convoyId, hours.hour;
