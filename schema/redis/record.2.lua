-- Sets the score of a drone on a convoy's board and answers its rank before and after, in one step.
-- KEYS 1 board: ZSET of places; 2 places: HASH drone id -> engagements, 10 digits, and the board's revision when it was recorded
-- ARGV 1 sort score; 2 place: engagements, 10 digits, and the drone id
-- returns {rank before, or -1; rank after}, counted from 0. Fewer engagements than are held change nothing.
local engagements, drone = string.sub(ARGV[2], 1, 10), string.sub(ARGV[2], 11)
local held = redis.call('HGET', KEYS[2], drone)
local before = -1
if held then
  local place = string.sub(held, 1, 10) .. drone
  before = redis.call('ZRANK', KEYS[1], place) or -1
  if before >= 0 and string.sub(held, 1, 10) > engagements then return { before, before } end
  redis.call('ZREM', KEYS[1], place)
end
redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
local revision = redis.call('HINCRBY', KEYS[2], 'revision', 1)
redis.call('HSET', KEYS[2], drone, engagements .. revision)
return { before, redis.call('ZRANK', KEYS[1], ARGV[2]) }
