-- Takes a revocation back, and remembers that: an instance that still knows it must not write it again.
--   KEYS  revocations, version, those taken back
--   ARGV  id, until when to remember it, how many may be remembered (0 any number), the new version
--   reply 1 it was there, 0 it was not, -1 there are too many
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then
  return 0
end
if ARGV[3] ~= '0' and redis.call('HLEN', KEYS[3]) >= tonumber(ARGV[3]) then
  return -1
end
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('HSET', KEYS[3], ARGV[1], ARGV[2])
redis.call('SET', KEYS[2], ARGV[4])
return 1
