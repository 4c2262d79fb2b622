-- How often does each weapon type hit?
-- Covers the engagements in [$fromAt, $toAt), every one. Reads engagements.
-- Wilson: 'Probable Inference, the Law of Succession, and Statistical Inference', JASA 22 (1927), p. 209.
WITH counted AS (
  SELECT
    weaponType,
    count(*)::BIGINT AS engagements,
    (count(*) FILTER (hit))::BIGINT AS hits,
    1.959963984540054 * sqrt((hits / engagements * (1 - hits / engagements) + 0.960364705173531 / engagements) / engagements) AS margin
  FROM engagements AS recorded
  WHERE engagedAt >= $fromAt AND engagedAt < $toAt
    AND (len($convoyIds) = 0 OR list_contains($convoyIds, convoyId))
    AND (len($droneIds) = 0 OR list_contains($droneIds, droneId))
    AND (len($weaponTypes) = 0 OR list_contains($weaponTypes, weaponType))
  GROUP BY weaponType
)
SELECT
  weaponType,
  engagements,
  hits,
  100.0 * hits / engagements AS accuracyPct,
  -- 95 % Wilson score interval; z = 1.959963984540054.
  greatest(100.0 * (hits / engagements + 1.920729410347062 / engagements - margin) / (1 + 3.841458820694124 / engagements), 0) AS wilsonLowPct,
  least(100.0 * (hits / engagements + 1.920729410347062 / engagements + margin) / (1 + 3.841458820694124 / engagements), 100) AS wilsonHighPct
FROM counted
ORDER BY engagements DESC, weaponType;
