-- Stands before every script.
-- The fields of a hash. A key of another type was not made here: it is deleted, and has none.
local function getFields(key, ...)
  local held = redis.pcall('HMGET', key, ...)
  if not held.err then return held end
  redis.call('DEL', key)
  return {}
end
