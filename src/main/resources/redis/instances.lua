-- Reads the table of instances; in a script because a command's reply has another shape in each protocol version.
--   KEYS  instances, tombstones
--   reply now, {incarnation, age, ...}, {tombstone, age, ...}
local now = now_millis()
return { now, ages(KEYS[1], now), ages(KEYS[2], now) }
