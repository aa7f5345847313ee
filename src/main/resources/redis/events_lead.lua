-- Becomes or stays the instance that delivers events to back ends, and takes what there is to do.
--   KEYS  leader, signals
--   ARGV  the caller, milliseconds for which it leads
--   reply nil where another leads, else what was signalled: streams and orders
local leader = redis.call('GET', KEYS[1])
if leader and leader ~= ARGV[1] then
  return nil
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
local signals = redis.call('ZRANGE', KEYS[2], 0, 4095)
if #signals > 0 then
  redis.call('ZREM', KEYS[2], unpack(signals))
end
return signals
