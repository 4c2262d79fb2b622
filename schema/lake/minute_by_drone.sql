-- A row for each drone and minute with readings. Moving is one metre a second or faster.
-- The newest reading is that of the latest recordedAt, and of several at once that of the highest sequence.
SELECT
  convoyId,
  droneId,
  time_bucket(INTERVAL '1 minute', recordedAt) AS minute,
  count(*) AS readings,
  coalesce(sum(stepM), 0) AS distanceM,
  coalesce(sum(stepMs) FILTER (stepM * 1000 >= stepMs), 0)::BIGINT AS movingMs,
  min(altitudeM) AS altitudeMinM,
  max(altitudeM) AS altitudeMaxM,
  avg(altitudeM) AS altitudeMeanM,
  min(speedMps) AS speedMinMps,
  max(speedMps) AS speedMaxMps,
  avg(speedMps) AS speedMeanMps,
  arg_min(fuelPct, epoch_ms(recordedAt) * 2097152 + (sequence & 2097151)) AS fuelFirstPct,
  arg_max(fuelPct, epoch_ms(recordedAt) * 2097152 + (sequence & 2097151)) AS fuelLastPct,
  min(fuelPct) AS fuelMinPct,
  min(linkPct) AS linkMinPct,
  max(linkPct) AS linkMaxPct,
  avg(linkPct) AS linkMeanPct,
  count(*) FILTER (isLate) AS lateReadings,
  count(*) FILTER (isDoubtful) AS doubtfulReadings,
  sum(epoch_ms(receivedAt) - epoch_ms(recordedAt))::BIGINT AS latencySumMs,
  max(epoch_ms(receivedAt) - epoch_ms(recordedAt)) AS latencyMaxMs,
  min(recordedAt) AS firstAt,
  max(recordedAt) AS lastAt,
  arg_max(latitudeDeg, epoch_ms(recordedAt) * 2097152 + (sequence & 2097151)) FILTER (NOT isDoubtful) AS latitudeDeg,
  arg_max(longitudeDeg, epoch_ms(recordedAt) * 2097152 + (sequence & 2097151)) FILTER (NOT isDoubtful) AS longitudeDeg,
  max(stepMs) AS maxGapMs
FROM telemetry
GROUP BY convoyId, droneId, minute
ORDER BY convoyId, droneId, minute
