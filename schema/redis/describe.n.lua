-- Sets parts of the states of drones of a convoy: rows unless a higher version is held, figures unless they have more engagements.
-- KEYS states: HASH of one drone each
-- ARGV 1 ms until a state is forgotten; of each drone, '' for what is left as it is: row (10 digits of its version, then the row), engagements, hits, streak, ms since 1970 when it was compared with the database
-- returns the number of drones.
for at, key in ipairs(KEYS) do
  local row, engagements, hits, streak, checkedAtMs = unpack(ARGV, at * 5 - 3, at * 5 + 1)
  local heldRow, heldEngagements = unpack(getFields(key, 'drone', 'totalEngagements'))
  if row ~= '' then
    if not heldRow or string.sub(heldRow, 1, 10) <= string.sub(row, 1, 10) then redis.call('HSET', key, 'drone', row) end
  end
  if engagements ~= '' then
    if not heldEngagements or (tonumber(heldEngagements) or 0) <= tonumber(engagements) then
      redis.call('HSET', key, 'totalEngagements', engagements, 'successfulHits', hits, 'currentStreak', streak)
    end
  end
  if checkedAtMs ~= '' then redis.call('HSET', key, 'checkedAtMs', checkedAtMs) end
  redis.call('PEXPIRE', key, ARGV[1])
end
return #KEYS
