-- Writes again what an instance knows and Redis lost. What was taken back, here or there, is not revoked.
--   KEYS  revocations, version, those taken back
--   ARGV  the new version, then for each: id, R for a revocation or T for one taken back, its JSON or until when to
--         remember that
--   reply 1 something was lost, 0 nothing was
local changed = 0
for i = 2, #ARGV, 3 do
  local id, kind, value = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  if redis.call('HEXISTS', KEYS[3], id) == 0 then
    if kind == 'T' then
      redis.call('HDEL', KEYS[1], id)
      redis.call('HSET', KEYS[3], id, value)
      changed = 1
    elseif redis.call('HEXISTS', KEYS[1], id) == 0 then
      redis.call('HSET', KEYS[1], id, value)
      changed = 1
    end
  end
end
if changed == 1 then
  redis.call('SET', KEYS[2], ARGV[1])
end
return changed
