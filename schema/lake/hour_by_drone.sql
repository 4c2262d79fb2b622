-- A row for each drone and hour. <name>_bin(value) and <name>_bins() are the bins of schema/lake-columns.ts.
WITH
speeds AS (
  SELECT convoyId, droneId, speedHistogram_bin(speedMps) AS bin, count(*)::INTEGER AS n
  FROM telemetry WHERE speedMps IS NOT NULL GROUP BY ALL
),
altitudes AS (
  SELECT convoyId, droneId, altitudeHistogram_bin(altitudeM) AS bin, count(*)::INTEGER AS n
  FROM telemetry WHERE altitudeM IS NOT NULL GROUP BY ALL
),
links AS (
  SELECT convoyId, droneId, linkHistogram_bin(linkPct) AS bin, count(*)::INTEGER AS n
  FROM telemetry WHERE linkPct IS NOT NULL GROUP BY ALL
),
latencies AS (
  SELECT convoyId, droneId, latencyHistogram_bin(log2(greatest(epoch_ms(receivedAt) - epoch_ms(recordedAt), 1))) AS bin,
    count(*)::INTEGER AS n
  FROM telemetry GROUP BY ALL
),
speed_maps AS (SELECT convoyId, droneId, map(list(bin), list(n)) AS counts FROM speeds GROUP BY ALL),
altitude_maps AS (SELECT convoyId, droneId, map(list(bin), list(n)) AS counts FROM altitudes GROUP BY ALL),
link_maps AS (SELECT convoyId, droneId, map(list(bin), list(n)) AS counts FROM links GROUP BY ALL),
latency_maps AS (SELECT convoyId, droneId, map(list(bin), list(n)) AS counts FROM latencies GROUP BY ALL),
totals AS (
  SELECT
    convoyId,
    droneId,
    time_bucket(INTERVAL '1 hour', min(recordedAt)) AS hour,
    count(*) AS readings,
    coalesce(sum(stepM), 0) AS distanceM,
    count(*) FILTER (isLate) AS lateReadings
  FROM telemetry GROUP BY ALL
)
SELECT
  totals.*,
  NULL::BIGINT AS duplicates,
  list_transform(range(speedHistogram_bins()), lambda bin: coalesce(speed_maps.counts[bin::INTEGER], 0)) AS speedHistogram,
  list_transform(range(altitudeHistogram_bins()), lambda bin: coalesce(altitude_maps.counts[bin::INTEGER], 0)) AS altitudeHistogram,
  list_transform(range(linkHistogram_bins()), lambda bin: coalesce(link_maps.counts[bin::INTEGER], 0)) AS linkHistogram,
  list_transform(range(latencyHistogram_bins()), lambda bin: coalesce(latency_maps.counts[bin::INTEGER], 0)) AS latencyHistogram
FROM totals
LEFT JOIN speed_maps USING (convoyId, droneId)
LEFT JOIN altitude_maps USING (convoyId, droneId)
LEFT JOIN link_maps USING (convoyId, droneId)
LEFT JOIN latency_maps USING (convoyId, droneId)
ORDER BY convoyId, droneId
