-- How much of what was received came late, twice or was refused?
-- Covers the minutes that begin in [$fromAt, $toAt), by the time of receipt and in buckets of $bucketMin minutes, all processes together.
-- Shares are of everything received: accepted (late ones among them), duplicates and refused. Reads ingest_minutes.
WITH bucketed AS (
  SELECT
    time_bucket(to_minutes($bucketMin), minute) AS bucketAt,
    sum(accepted)::BIGINT AS accepted,
    sum(late)::BIGINT AS late,
    sum(duplicates)::BIGINT AS duplicates,
    sum(refused)::BIGINT AS refused
  FROM ingest_minutes
  WHERE minute >= $fromAt AND minute < $toAt
  GROUP BY bucketAt
)
SELECT
  bucketAt,
  accepted,
  late,
  duplicates,
  refused,
  accepted + duplicates + refused AS received,
  received / (60.0 * $bucketMin) AS receivedPerS,
  100.0 * late / nullif(received, 0) AS latePct,
  100.0 * duplicates / nullif(received, 0) AS duplicatePct,
  100.0 * refused / nullif(received, 0) AS refusedPct
FROM bucketed
ORDER BY bucketed.bucketAt;
