-- Moves the leader flag of a convoy, unless a later change is held.
-- KEYS 1 leader: HASH of droneId and atMs; 2 state of the drone that has the flag; 3 state of the drone that gets it. For no drone, the leader's key again.
-- ARGV 1 drone that has the flag, 2 drone that gets it, '' for none; 3 its term; 4 ms since 1970 of the change; 5 ms until it is forgotten
-- returns 1 when it was moved, 0 when a later change is held, -1 when another drone has the flag: read the leader again.
local held = getFields(KEYS[1], 'droneId', 'atMs')
if held[2] and (tonumber(held[2]) or 0) > tonumber(ARGV[4]) then return 0 end
if (held[1] or '') ~= ARGV[1] then return -1 end
if ARGV[1] ~= '' and getFields(KEYS[2], 'leaderOfTerm')[1] then redis.call('HDEL', KEYS[2], 'leaderOfTerm') end
if ARGV[2] ~= '' then
  getFields(KEYS[3], 'leaderOfTerm')
  redis.call('HSET', KEYS[3], 'leaderOfTerm', ARGV[3])
  redis.call('PEXPIRE', KEYS[3], ARGV[5])
end
redis.call('HSET', KEYS[1], 'droneId', ARGV[2], 'atMs', ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return 1
