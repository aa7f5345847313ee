-- Removes revocations whose time is over, taken back or not.
--   KEYS  revocations, version, those taken back
--   ARGV  the new version, ids
--   reply how many were there
local removed = 0
for i = 2, #ARGV do
  removed = removed + redis.call('HDEL', KEYS[1], ARGV[i]) + redis.call('HDEL', KEYS[3], ARGV[i])
end
if removed > 0 then
  redis.call('SET', KEYS[2], ARGV[1])
end
return removed
