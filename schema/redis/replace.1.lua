-- Sets a value of the cache where a certain one stands.
-- KEYS 1 value: STRING, 8 bytes of its end by its setter's clock (ms since 1970, big-endian double) and the value
-- ARGV 1 value expected, without its end; 2 new value with its end; 3 ms until the server forgets it; 4 ms since 1970 now
-- returns 1 when it was set, else 0.
local held = redis.call('GET', KEYS[1])
if not held or string.sub(held, 9) ~= ARGV[1] then return 0 end
if struct.unpack('>d', held) <= tonumber(ARGV[4]) then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
