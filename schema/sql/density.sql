-- Where was how much recorded, and with what link quality?
-- Covers the hours that begin in [$fromAt, $toAt), in cells of $cellHundredths × 0.01 degrees. Means are weighted by readings, a
-- cell's readings without the value included. Reads hour_by_cell.
SELECT
  floor(cellLatitude / $cellHundredths) * $cellHundredths / 100 AS southDeg,
  floor(cellLongitude / $cellHundredths) * $cellHundredths / 100 AS westDeg,
  sum(readings)::BIGINT AS readings,
  sum(linkMeanPct * readings) / sum(readings) FILTER (linkMeanPct IS NOT NULL) AS linkMeanPct,
  min(linkMinPct)::DOUBLE AS linkMinPct,
  sum(speedMeanMps * readings) / sum(readings) FILTER (speedMeanMps IS NOT NULL) AS speedMeanMps,
  sum(altitudeMeanM * readings) / sum(readings) FILTER (altitudeMeanM IS NOT NULL) AS altitudeMeanM
FROM hour_by_cell
WHERE hour >= $fromAt AND hour < $toAt
  AND (len($convoyIds) = 0 OR list_contains($convoyIds, convoyId))
GROUP BY southDeg, westDeg
ORDER BY readings DESC, southDeg, westDeg;
