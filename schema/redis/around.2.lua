-- The places around a drone on a convoy's board.
-- KEYS 1 board: ZSET of places; 2 places: HASH drone id -> its engagements, 10 digits, and a revision
-- ARGV 1 drone id; 2 radius
-- returns {first rank, counted from 0; {place, score, place, score, …}}, or {} for a drone that is not on it.
local held = redis.call('HGET', KEYS[2], ARGV[1])
local rank = held and redis.call('ZRANK', KEYS[1], string.sub(held, 1, 10) .. ARGV[1])
if not rank then return {} end
local first = math.max(0, rank - tonumber(ARGV[2]))
return { first, redis.call('ZRANGE', KEYS[1], first, rank + tonumber(ARGV[2]), 'WITHSCORES') }
