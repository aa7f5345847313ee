-- Names a room or user in the set of what an instance has, before anything of it is written: whoever cleans up after the instance
-- finds it there. Refused to who is not in the table of instances, since nobody would look at the set any more.
--   KEYS  the set, instances, hints
--   ARGV  incarnation, room or user
--   reply -1 where it was refused, else how many hints there are
if not redis.call('ZSCORE', KEYS[2], ARGV[1]) then
  return -1
end
redis.call('SADD', KEYS[1], ARGV[2])
return redis.call('ZCARD', KEYS[3])
