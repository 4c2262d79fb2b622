-- Lays some places of a board that is being rebuilt beside it.
-- KEYS 1 staged board: ZSET; 2 staged places: HASH; both are gone after a minute unless they are swapped in
-- ARGV of each drone: its sort score, its place: engagements, 10 digits, and the drone id
-- returns how many are staged. Their revision is 0: none of them was recorded during a rebuild.
for at = 1, #ARGV, 2 do
  local place = ARGV[at + 1]
  redis.call('ZADD', KEYS[1], ARGV[at], place)
  redis.call('HSET', KEYS[2], string.sub(place, 11), string.sub(place, 1, 10) .. '0')
end
redis.call('PEXPIRE', KEYS[1], 60000)
redis.call('PEXPIRE', KEYS[2], 60000)
return redis.call('ZCARD', KEYS[1])
