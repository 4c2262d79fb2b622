-- When was nothing recorded of a drone for $minGapS or longer?
-- Gaps between two readings in the minutes that begin in [$fromAt, $toAt); a gap that reaches out of the range is not one of them.
-- Exact: a gap of a minute or more leaves its marks in firstAt and lastAt of different minutes. Longest first. Reads minute_by_drone.
WITH gaps AS (
  SELECT
    convoyId,
    droneId,
    lag(lastAt) OVER drone AS gapFromAt,
    firstAt AS gapToAt,
    lag(latitudeDeg) OVER drone AS latitudeDeg,
    lag(longitudeDeg) OVER drone AS longitudeDeg,
    lag(linkMeanPct) OVER drone AS linkBeforePct
  FROM minute_by_drone
  WHERE minute >= $fromAt AND minute < $toAt
    AND (len($convoyIds) = 0 OR list_contains($convoyIds, convoyId))
    AND (len($droneIds) = 0 OR list_contains($droneIds, droneId))
  WINDOW drone AS (PARTITION BY convoyId, droneId ORDER BY minute)
  QUALIFY date_diff('millisecond', gapFromAt, gapToAt) >= 1000 * $minGapS
)
SELECT
  gaps.convoyId,
  convoys.callsign AS convoyCallsign,
  gaps.droneId,
  drones.callsign AS droneCallsign,
  gapFromAt,
  gapToAt,
  date_diff('millisecond', gapFromAt, gapToAt) / 1000.0 AS gapS,
  latitudeDeg,
  longitudeDeg,
  linkBeforePct::DOUBLE AS linkBeforePct
FROM gaps
LEFT JOIN convoys USING (convoyId)
LEFT JOIN drones USING (convoyId, droneId)
ORDER BY gapS DESC, gapFromAt, gaps.droneId;
