-- How good was the radio link, by height of the ground and height above it?
-- Covers the hours that begin in [$fromAt, $toAt), in cells of 0.01 degrees. Reads hour_by_cell and terrain: the ground is the
-- elevation sample nearest to the cell's centre (1 arc-minute, about 2 km), so ridges between samples are not seen. Bands are null
-- where the grid has no sample or the height was not reported. Means are weighted by readings.
WITH cells AS (
  SELECT
    readings,
    linkMeanPct,
    linkMinPct,
    altitudeMeanM,
    floor((40 - (cellLatitude + 0.5) / 100) * 60)::INTEGER AS rowFromNorth,
    floor(((cellLongitude + 0.5) / 100 - 58) * 60)::INTEGER AS columnFromWest
  FROM hour_by_cell
  WHERE hour >= $fromAt AND hour < $toAt
    AND (len($convoyIds) = 0 OR list_contains($convoyIds, convoyId))
    AND linkMeanPct IS NOT NULL
)
SELECT
  (floor(groundM / $bandM) * $bandM)::DOUBLE AS groundFromM,
  (floor((altitudeMeanM - groundM) / $bandM) * $bandM)::DOUBLE AS heightAboveGroundFromM,
  sum(readings)::BIGINT AS readings,
  sum(linkMeanPct * readings) / sum(readings) AS linkMeanPct,
  min(linkMinPct)::DOUBLE AS linkMinPct
FROM cells
LEFT JOIN terrain USING (rowFromNorth, columnFromWest)
GROUP BY groundFromM, heightAboveGroundFromM
ORDER BY groundFromM, heightAboveGroundFromM;
