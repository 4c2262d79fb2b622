-- Reads fields of the states of drones of a convoy.
-- KEYS states: HASH of one drone each
-- ARGV names of fields
-- returns of each drone the values in the order of the names, nil for a field that it lacks; none for a state that is no hash.
local states = {}
for at, key in ipairs(KEYS) do
  local state = redis.pcall('HMGET', key, unpack(ARGV))
  states[at] = state.err and {} or state
end
return states
