-- Sets the newest reading of drones of a convoy, each unless the one held is as new.
-- KEYS states: HASH of one drone each
-- ARGV 1 ms until a state is forgotten; of each drone: instant of the reading (digits, of equal length), reading, latitude, longitude, fuel ('' for none)
-- returns how many were set.
local set = 0
for at, key in ipairs(KEYS) do
  local instant, reading, latitude, longitude, fuel = unpack(ARGV, at * 5 - 3, at * 5 + 1)
  local held = redis.call('HGET', key, 'readingInstant')
  if not held or held < instant then
    redis.call('HSET', key, 'readingInstant', instant, 'reading', reading, 'latitudeDeg', latitude, 'longitudeDeg', longitude)
    if fuel ~= '' then redis.call('HSET', key, 'fuelPct', fuel) else redis.call('HDEL', key, 'fuelPct') end
    redis.call('PEXPIRE', key, ARGV[1])
    set = set + 1
  end
end
return set
