-- Why did leadership change?
-- Covers the changes in [$fromAt, $toAt), every one. Reads leadership_events.
WITH counted AS (
  SELECT convoyId, reason, count(*)::BIGINT AS changes
  FROM leadership_events
  WHERE "at" >= $fromAt AND "at" < $toAt
    AND (len($convoyIds) = 0 OR list_contains($convoyIds, convoyId))
  GROUP BY convoyId, reason
)
SELECT
  counted.convoyId,
  convoys.callsign AS convoyCallsign,
  reason,
  changes,
  100.0 * changes / sum(changes) OVER (PARTITION BY counted.convoyId) AS sharePct
FROM counted
LEFT JOIN convoys USING (convoyId)
ORDER BY counted.convoyId, changes DESC, reason;
