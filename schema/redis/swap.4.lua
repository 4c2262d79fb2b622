-- Puts a staged board in the place of a convoy's board.
-- KEYS 1 board: ZSET; 2 places: HASH; 3 staged board: ZSET; 4 staged places: HASH
-- ARGV 1 revision of the board when the rebuild began; 2 how many were staged
-- returns how many are on the board, or -1 when what was staged is no longer whole: then nothing has changed. What was recorded after that revision with more engagements than staged stays.
if redis.call('ZCARD', KEYS[3]) ~= tonumber(ARGV[2]) then return -1 end
local held = redis.call('HGETALL', KEYS[2])
local revision = redis.call('HGET', KEYS[2], 'revision') or '0'
-- A board that was lost since then counts from 0 again: all that is on it is newer.
local since = tonumber(ARGV[1])
if tonumber(revision) < since then since = 0 end
for at = 1, #held, 2 do
  local drone, value = held[at], held[at + 1]
  if drone ~= 'revision' and tonumber(string.sub(value, 11)) > since then
    local engagements = string.sub(value, 1, 10)
    local score = redis.call('ZSCORE', KEYS[1], engagements .. drone)
    local staged = redis.call('HGET', KEYS[4], drone)
    staged = staged and string.sub(staged, 1, 10)
    if score and (not staged or engagements > staged) then
      if staged then redis.call('ZREM', KEYS[3], staged .. drone) end
      redis.call('ZADD', KEYS[3], score, engagements .. drone)
      redis.call('HSET', KEYS[4], drone, value)
    end
  end
end
redis.call('DEL', KEYS[1], KEYS[2])
if redis.call('EXISTS', KEYS[3]) == 1 then
  redis.call('RENAME', KEYS[3], KEYS[1])
  redis.call('RENAME', KEYS[4], KEYS[2])
  redis.call('PERSIST', KEYS[1])
  redis.call('PERSIST', KEYS[2])
end
redis.call('HSET', KEYS[2], 'revision', revision)
return redis.call('ZCARD', KEYS[1])
