-- Takes a connection out; the last one closes the room.
--   KEYS  members, open
--   ARGV  connection
--   reply members now, whether it was in
local removed = redis.call('HDEL', KEYS[1], ARGV[1])
local count = redis.call('HLEN', KEYS[1])
if removed == 1 and count == 0 then
  redis.call('DEL', KEYS[2])
end
return { count, removed }
