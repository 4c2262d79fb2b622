-- Puts a staged board in the place of a convoy's board.
-- KEYS 1 board: ZSET; 2 places: HASH; 3 staged board: ZSET; 4 staged places: HASH
-- ARGV 1 revision of the board when the rebuild began
-- returns how many are on the board. What was recorded after that revision with more engagements than staged stays.
local held = redis.call('HGETALL', KEYS[2])
local revision = redis.call('HGET', KEYS[2], 'revision') or '0'
local kept = {}
for at = 1, #held, 2 do
  if string.sub(held[at], 1, 3) == 'at:' and tonumber(held[at + 1]) > tonumber(ARGV[1]) then
    local drone = string.sub(held[at], 4)
    local place = redis.call('HGET', KEYS[2], drone)
    local staged = redis.call('HGET', KEYS[4], drone)
    local score = place and redis.call('ZSCORE', KEYS[1], place)
    if score and (not staged or string.sub(place, 1, 10) > string.sub(staged, 1, 10)) then
      if staged then redis.call('ZREM', KEYS[3], staged) end
      redis.call('ZADD', KEYS[3], score, place)
      redis.call('HSET', KEYS[4], drone, place, 'at:' .. drone, held[at + 1])
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
