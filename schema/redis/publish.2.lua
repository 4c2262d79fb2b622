-- Appends a message to the log of a topic and drops the oldest until what is left weighs no more than the capacity.
-- KEYS 1 log: STREAM of {p: id of the entry before, w: weight, m: message}; 2 meta: HASH {last: newest id, weight: of all entries}
-- ARGV 1 message; 2 its weight; 3 capacity
-- returns the id of the entry. A reader whose last id is not the next entry's p has missed something.
local function weightOf(fields)
  for at = 1, #fields - 1, 2 do
    -- An entry that was not made here may say anything, or nothing.
    if fields[at] == 'w' and string.match(fields[at + 1], '^%d%d?%d?%d?%d?%d?$') then return tonumber(fields[at + 1]) end
  end
  return 0
end
local last = redis.call('HGET', KEYS[2], 'last') or '0-0'
local id = redis.call('XADD', KEYS[1], '*', 'p', last, 'w', ARGV[2], 'm', ARGV[1])
redis.call('HSET', KEYS[2], 'last', id)
if redis.call('XLEN', KEYS[1]) == 1 then redis.call('HSET', KEYS[2], 'weight', 0) end
local total = redis.call('HINCRBY', KEYS[2], 'weight', ARGV[2])
while total > tonumber(ARGV[3]) do
  local oldest = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
  if oldest[1] == id then break end
  redis.call('XDEL', KEYS[1], oldest[1])
  total = redis.call('HINCRBY', KEYS[2], 'weight', 0 - weightOf(oldest[2]))
end
return id
