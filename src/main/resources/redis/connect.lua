-- Counts a connection of a user. What an instance left that has not renewed its lease lately need not stand in the way of
-- those who come back from it; but who is to be counted only matters where there are too many, so it is asked only then.
--   KEYS  connections
--   ARGV  connection, value, how many there may be (0: any number), the incarnations that count (none: all do)
--   reply whether it is let in, connections now
local max = tonumber(ARGV[3])
local count = redis.call('HLEN', KEYS[1])
if max > 0 and count >= max and redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then
  local counted = count
  if #ARGV > 3 then
    local counts = {}
    for i = 4, #ARGV do
      counts[ARGV[i]] = true
    end
    counted = 0
    for _, value in ipairs(redis.call('HVALS', KEYS[1])) do
      if counts[string.match(value, '^[^\n]*')] then
        counted = counted + 1
      end
    end
  end
  if counted >= max then
    return { 0, count }
  end
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return { 1, redis.call('HLEN', KEYS[1]) }
