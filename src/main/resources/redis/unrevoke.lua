-- Takes a revocation back.
--   KEYS  revocations, version
--   ARGV  id, the new version
--   reply 1 it was there, 0 it was not
local removed = redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('SET', KEYS[2], ARGV[2])
return removed
