-- How did the accuracy of each convoy develop, over its last $windowEngagements engagements?
-- Covers the engagements in [$fromAt, $toAt), every one, in the order (engagedAt, engagementId); the first points of a convoy have fewer
-- behind them. At most $maxPoints points a convoy are shown, evenly spaced in time: each is the last engagement of its slot, and
-- engagementsInSlot says how many it stands for. Reads engagements.
-- Wilson: 'Probable Inference, the Law of Succession, and Statistical Inference', JASA 22 (1927), p. 209.
WITH rolling AS (
  SELECT
    convoyId,
    engagedAt,
    engagementId,
    count(*) OVER latest AS engagements,
    count(*) FILTER (hit) OVER latest AS hits,
    floor((epoch_us(engagedAt) - epoch_us($fromAt))::HUGEINT * $maxPoints / (epoch_us($toAt) - epoch_us($fromAt))) AS slot
  FROM engagements AS recorded
  WHERE engagedAt >= $fromAt AND engagedAt < $toAt
    AND (len($convoyIds) = 0 OR list_contains($convoyIds, convoyId))
    AND (len($droneIds) = 0 OR list_contains($droneIds, droneId))
    AND (len($weaponTypes) = 0 OR list_contains($weaponTypes, weaponType))
  WINDOW latest AS (
    PARTITION BY convoyId ORDER BY engagedAt, engagementId
    ROWS BETWEEN ($windowEngagements - 1) PRECEDING AND CURRENT ROW
  )
),
points AS (
  SELECT
    convoyId,
    count(*) OVER (PARTITION BY convoyId, slot) AS engagementsInSlot,
    engagedAt,
    engagements,
    hits,
    1.959963984540054 * sqrt((hits / engagements * (1 - hits / engagements) + 0.960364705173531 / engagements) / engagements) AS margin
  FROM rolling
  QUALIFY row_number() OVER (PARTITION BY convoyId, slot ORDER BY engagedAt DESC, engagementId DESC) = 1
)
SELECT
  points.convoyId,
  convoys.callsign AS convoyCallsign,
  engagedAt,
  engagementsInSlot::BIGINT AS engagementsInSlot,
  engagements::BIGINT AS engagements,
  hits::BIGINT AS hits,
  100.0 * hits / engagements AS accuracyPct,
  -- 95 % Wilson score interval; z = 1.959963984540054.
  greatest(100.0 * (hits / engagements + 1.920729410347062 / engagements - margin) / (1 + 3.841458820694124 / engagements), 0) AS wilsonLowPct,
  least(100.0 * (hits / engagements + 1.920729410347062 / engagements + margin) / (1 + 3.841458820694124 / engagements), 100) AS wilsonHighPct
FROM points
LEFT JOIN convoys USING (convoyId)
ORDER BY points.convoyId, engagedAt;
