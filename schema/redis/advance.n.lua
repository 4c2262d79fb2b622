-- Sets the newest reading of drones of a convoy, each unless the one held is as new; one that was compared with the database also replaces one of the same instant.
-- KEYS states: HASH of one drone each
-- ARGV 1 ms until a state is forgotten; 2 ms since 1970 when the readings were compared with the database, '' for never; of each drone: reading (26 digits of its instant, then the reading), latitude, longitude, fuel ('' for none)
-- returns how many were set.
local checkedAtMs = ARGV[2]
local set = 0
for at, key in ipairs(KEYS) do
  local reading, latitude, longitude, fuel = unpack(ARGV, at * 4 - 1, at * 4 + 2)
  local held = getFields(key, 'reading')[1]
  local heldInstant, instant = string.sub(held or '', 1, 26), string.sub(reading, 1, 26)
  -- One that is as new may be of another version, which can't be read; that of the database can.
  if heldInstant < instant or (checkedAtMs ~= '' and heldInstant == instant) then
    redis.call('HSET', key, 'reading', reading, 'latitudeDeg', latitude, 'longitudeDeg', longitude)
    if fuel ~= '' then redis.call('HSET', key, 'fuelPct', fuel) else redis.call('HDEL', key, 'fuelPct') end
    redis.call('PEXPIRE', key, ARGV[1])
    set = set + 1
  end
  if checkedAtMs ~= '' then
    redis.call('HSET', key, 'checkedAtMs', checkedAtMs)
    redis.call('PEXPIRE', key, ARGV[1])
  end
end
return set
