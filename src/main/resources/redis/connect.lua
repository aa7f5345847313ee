-- Counts a connection of a user. What an instance left that has not renewed its lease lately does not stand in the way of
-- those who come back from it; but who is to be counted only matters where there are too many.
--   KEYS  connections
--   ARGV  connection, value, how many there may be (0: any number), the incarnations that count
--   reply whether it is let in, connections now
local max = tonumber(ARGV[3])
if max > 0 and redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 and redis.call('HLEN', KEYS[1]) >= max then
  local counts = {}
  for i = 4, #ARGV do
    counts[ARGV[i]] = true
  end
  local counted = 0
  for _, value in ipairs(redis.call('HVALS', KEYS[1])) do
    if counts[string.match(value, '^[^\n]*')] then
      counted = counted + 1
    end
  end
  if counted >= max then
    return { 0, redis.call('HLEN', KEYS[1]) }
  end
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return { 1, redis.call('HLEN', KEYS[1]) }
