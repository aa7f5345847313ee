-- Ends a connection of a user.
--   KEYS  connections
--   ARGV  connection
--   reply connections now
redis.call('HDEL', KEYS[1], ARGV[1])
return redis.call('HLEN', KEYS[1])
