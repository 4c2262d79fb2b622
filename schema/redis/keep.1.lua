-- Stores the row of a convoy, unless a higher version is held.
-- KEYS 1 convoys: HASH convoy id -> 10 digits of its version, then the row
-- ARGV 1 convoy id; 2 row with its version before it; 3 ms until all convoys are forgotten
-- returns 1 when it was stored, else 0.
local held = getFields(KEYS[1], ARGV[1])[1]
redis.call('PEXPIRE', KEYS[1], ARGV[3])
if held and string.sub(held, 1, 10) > string.sub(ARGV[2], 1, 10) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1
