-- Reads fields of the states of drones of a convoy.
-- KEYS states: HASH of one drone each
-- ARGV names of fields
-- returns of each drone the values in the order of the names, nil for a field that it lacks.
local states = {}
for at, key in ipairs(KEYS) do states[at] = redis.call('HMGET', key, unpack(ARGV)) end
return states
