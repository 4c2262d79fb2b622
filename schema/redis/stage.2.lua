-- Lays some places of a board that is being rebuilt beside it.
-- KEYS 1 staged board: ZSET; 2 staged places: HASH; both are gone after a minute unless they are swapped in
-- ARGV of each drone: its id, sort score, place
-- returns how many are staged.
for at = 1, #ARGV, 3 do
  redis.call('ZADD', KEYS[1], ARGV[at + 1], ARGV[at + 2])
  redis.call('HSET', KEYS[2], ARGV[at], ARGV[at + 2])
end
redis.call('PEXPIRE', KEYS[1], 60000)
redis.call('PEXPIRE', KEYS[2], 60000)
return redis.call('ZCARD', KEYS[1])
