-- Renews a lease. One that is not in the table is not put back: others cleaned up after its instance, or Redis lost its data, and it
-- has to learn that and register what it has again under another name.
--   KEYS  instances, tombstones
--   ARGV  incarnation, '1' to put it into the table for the first time
--   reply whether it is there, now, {incarnation, age, ...}, {tombstone, age, ...}
local now = now_millis()
local here = ARGV[2] == '1' or redis.call('ZSCORE', KEYS[1], ARGV[1])
if here then
  redis.call('ZADD', KEYS[1], string.format('%.0f', now), ARGV[1])
end
return { here and 1 or 0, now, ages(KEYS[1], now), ages(KEYS[2], now) }
