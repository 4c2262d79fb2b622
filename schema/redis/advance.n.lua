-- Sets the newest reading of drones of a convoy, each unless the one held is as new.
-- KEYS states: HASH of one drone each
-- ARGV 1 ms until a state is forgotten; of each drone: reading (26 digits of its instant, then the reading), latitude, longitude, fuel ('' for none)
-- returns how many were set.
local set = 0
for at, key in ipairs(KEYS) do
  local reading, latitude, longitude, fuel = unpack(ARGV, at * 4 - 2, at * 4 + 1)
  local held = redis.call('HGET', key, 'reading')
  if not held or string.sub(held, 1, 26) < string.sub(reading, 1, 26) then
    redis.call('HSET', key, 'reading', reading, 'latitudeDeg', latitude, 'longitudeDeg', longitude)
    if fuel ~= '' then redis.call('HSET', key, 'fuelPct', fuel) else redis.call('HDEL', key, 'fuelPct') end
    redis.call('PEXPIRE', key, ARGV[1])
    set = set + 1
  end
end
return set
