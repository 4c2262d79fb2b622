-- When was nothing recorded of a drone for $minGapS or longer?
-- Gaps that end in the minutes that begin in [$fromAt, $toAt), also those that began before. Readings with a doubtful position do not end
-- a gap; where one lies in its last minute, the gap is shown up to a minute early. At most one gap of a minute or more can end within a
-- minute, and it is the longest one there. Longest first. Reads minute_by_drone, for the last place too: null when it is too long ago.
WITH gaps AS (
  SELECT
    convoyId,
    droneId,
    firstAt - to_milliseconds(maxGapMs) AS gapFromAt,
    firstAt AS gapToAt,
    maxGapMs / 1000 AS gapS,
    date_trunc('minute', gapFromAt) AS minute
  FROM minute_by_drone
  WHERE minute >= $fromAt AND minute < $toAt
    AND (len($convoyIds) = 0 OR list_contains($convoyIds, convoyId))
    AND (len($droneIds) = 0 OR list_contains($droneIds, droneId))
    AND maxGapMs >= 1000 * $minGapS
)
SELECT
  gaps.convoyId,
  convoys.callsign AS convoyCallsign,
  gaps.droneId,
  drones.callsign AS droneCallsign,
  gapFromAt,
  gapToAt,
  gapS,
  latitudeDeg,
  longitudeDeg,
  linkMeanPct::DOUBLE AS linkBeforePct
FROM gaps
LEFT JOIN minute_by_drone USING (convoyId, droneId, minute)
LEFT JOIN convoys USING (convoyId)
LEFT JOIN drones USING (convoyId, droneId)
ORDER BY gapS DESC, gapFromAt, gaps.droneId;
