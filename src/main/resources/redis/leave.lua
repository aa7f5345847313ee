-- Takes a connection out; the last one closes the room.
--   KEYS  members, open
--   ARGV  connection, why it leaves
--   reply members now, whether it was in
local value = wants('l') and redis.call('HGET', KEYS[1], ARGV[1])
local removed = redis.call('HDEL', KEYS[1], ARGV[1])
local count = redis.call('HLEN', KEYS[1])
if value then
  recordMember('l', ARGV[1], value, count, ARGV[2])
end
if removed == 1 and count == 0 then
  redis.call('DEL', KEYS[2])
  record('e')
end
return { count, removed }
