-- How good was a leader's radio link in the minutes before its heartbeat was lost?
-- Covers the losses in [$fromAt, $toAt), every one, and the $minutesBefore minutes before each; minutesBefore is 0 for the minute of the loss.
-- usualLinkMeanPct is the mean of the same leaders over all minutes that begin in the range, weighted by readings.
-- Reads leadership_events and minute_by_drone.
WITH losses AS (
  SELECT convoyId, leaderBefore AS droneId, "at"
  FROM leadership_events
  WHERE "at" >= $fromAt AND "at" < $toAt
    AND (len($convoyIds) = 0 OR list_contains($convoyIds, convoyId))
    AND reason = 'heartbeat_lost'
    AND leaderBefore IS NOT NULL
),
wanted AS (
  SELECT convoyId, droneId, "at", minutesBefore, date_trunc('minute', "at") - to_minutes(minutesBefore) AS minute
  FROM losses
  CROSS JOIN (SELECT unnest(generate_series(0, $minutesBefore)) AS minutesBefore)
),
minutes AS (
  SELECT convoyId, droneId, minute, readings, linkMeanPct, linkMinPct
  FROM minute_by_drone
  WHERE minute >= $fromAt - to_minutes($minutesBefore + 1) AND minute < $toAt
    AND (len($convoyIds) = 0 OR list_contains($convoyIds, convoyId))
    AND linkMeanPct IS NOT NULL
    AND (convoyId, droneId) IN (SELECT (convoyId, droneId) FROM losses)
),
usual AS (
  SELECT sum(linkMeanPct * readings) / sum(readings) AS usualLinkMeanPct
  FROM minutes
  WHERE minute >= $fromAt
)
SELECT
  minutesBefore::BIGINT AS minutesBefore,
  count(linkMeanPct)::BIGINT AS losses,
  avg(linkMeanPct) AS linkMeanPct,
  min(linkMinPct)::DOUBLE AS linkMinPct,
  any_value(usualLinkMeanPct) AS usualLinkMeanPct
FROM wanted
LEFT JOIN minutes USING (convoyId, droneId, minute)
CROSS JOIN usual
GROUP BY wanted.minutesBefore
ORDER BY wanted.minutesBefore DESC;
