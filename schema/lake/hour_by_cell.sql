-- A row for each convoy and cell of 0.01° with readings; readings with an unreliable position are left out.
SELECT
  convoyId,
  time_bucket(INTERVAL '1 hour', recordedAt) AS hour,
  floor(latitudeDeg * 100)::INTEGER AS cellLatitude,
  floor(longitudeDeg * 100)::INTEGER AS cellLongitude,
  count(*) AS readings,
  avg(linkPct) AS linkMeanPct,
  min(linkPct) AS linkMinPct,
  avg(speedMps) AS speedMeanMps,
  avg(altitudeM) AS altitudeMeanM
FROM telemetry
WHERE NOT isDoubtful
GROUP BY convoyId, hour, cellLatitude, cellLongitude
ORDER BY convoyId, cellLatitude, cellLongitude
