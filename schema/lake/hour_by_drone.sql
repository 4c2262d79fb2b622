-- A row for each drone and hour. <name>_bin(value) and <name>_bins() are the bins of schema/lake-columns.ts.
WITH counted AS (
  SELECT
    convoyId,
    droneId,
    time_bucket(INTERVAL '1 hour', min(recordedAt)) AS hour,
    count(*) AS readings,
    coalesce(sum(stepM), 0) AS distanceM,
    count(*) FILTER (isLate) AS lateReadings,
    histogram(speedHistogram_bin(speedMps)) FILTER (speedMps IS NOT NULL) AS speeds,
    histogram(altitudeHistogram_bin(altitudeM)) FILTER (altitudeM IS NOT NULL) AS altitudes,
    histogram(linkHistogram_bin(linkPct)) FILTER (linkPct IS NOT NULL) AS links,
    histogram(latencyHistogram_bin(log2(greatest(epoch_ms(receivedAt) - epoch_ms(recordedAt), 1)))) AS latencies
  FROM telemetry GROUP BY convoyId, droneId
)
SELECT
  convoyId,
  droneId,
  hour,
  readings,
  distanceM,
  lateReadings,
  NULL::BIGINT AS duplicates,
  list_transform(range(speedHistogram_bins()), lambda bin: coalesce(speeds[bin::INTEGER], 0)::INTEGER) AS speedHistogram,
  list_transform(range(altitudeHistogram_bins()), lambda bin: coalesce(altitudes[bin::INTEGER], 0)::INTEGER) AS altitudeHistogram,
  list_transform(range(linkHistogram_bins()), lambda bin: coalesce(links[bin::INTEGER], 0)::INTEGER) AS linkHistogram,
  list_transform(range(latencyHistogram_bins()), lambda bin: coalesce(latencies[bin::INTEGER], 0)::INTEGER) AS latencyHistogram
FROM counted
ORDER BY convoyId, droneId
