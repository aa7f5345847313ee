-- Ends the connections of a user that a dead instance had.
--   KEYS  connections
--   ARGV  incarnation
--   reply connections now
local prefix = ARGV[1] .. '\n'
local rows = redis.call('HGETALL', KEYS[1])
for i = 1, #rows, 2 do
  if string.sub(rows[i + 1], 1, #prefix) == prefix then
    redis.call('HDEL', KEYS[1], rows[i])
  end
end
return redis.call('HLEN', KEYS[1])
