-- Adds a revocation, or replaces the one with its id. One that was taken back stays so.
--   KEYS  revocations, version, those taken back
--   ARGV  id, the revocation as JSON, how many there may be (0 any number), the new version
--   reply 1 stored, 0 there are too many
if redis.call('HEXISTS', KEYS[3], ARGV[1]) == 1 then
  return 1
end
if ARGV[3] ~= '0' and redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0
    and redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[3]) then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('SET', KEYS[2], ARGV[4])
return 1
