-- Claims the cleanup after an instance: one that holds no lease any more, or whose cleanup did not come to an end. One step,
-- so that one of all who see it does it.
--   KEYS  instances, tombstones
--   ARGV  incarnation, lease in milliseconds (0 for one's own), milliseconds that a cleanup may take
--   reply 1 where it is the caller's
local now = now_millis()
local begun = redis.call('ZSCORE', KEYS[2], ARGV[1])
if begun then
  -- A clock that went back behind the tombstone's time must not keep it for ever.
  local age = now - tonumber(begun)
  if age >= 0 and age < tonumber(ARGV[3]) then
    return 0
  end
else
  local renewed = redis.call('ZSCORE', KEYS[1], ARGV[1])
  local own = ARGV[2] == '0'
  if not own and (not renewed or now - tonumber(renewed) < tonumber(ARGV[2])) then
    return 0
  end
end
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('ZADD', KEYS[2], string.format('%.0f', now), ARGV[1])
return 1
