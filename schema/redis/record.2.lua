-- Sets the score of a drone on a convoy's board and answers its place before and after, in one step.
-- KEYS 1 board: ZSET of places; 2 places: HASH drone id -> its place on the board
-- ARGV 1 drone id; 2 sort score; 3 place: engagements, 10 digits, and the drone id; 4 engagements
-- returns {rank before, or -1; rank after}, counted from 0. Fewer engagements than are held change nothing.
local held = redis.call('HGET', KEYS[2], ARGV[1])
local before = -1
if held then
  before = redis.call('ZRANK', KEYS[1], held)
  if not before then before = -1 end
  if before >= 0 and tonumber(string.sub(held, 1, 10)) > tonumber(ARGV[4]) then return { before, before } end
  redis.call('ZREM', KEYS[1], held)
end
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[3])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
redis.call('HINCRBY', KEYS[2], 'revision', 1)
redis.call('HSET', KEYS[2], 'at:' .. ARGV[1], redis.call('HGET', KEYS[2], 'revision'))
return { before, redis.call('ZRANK', KEYS[1], ARGV[3]) }
