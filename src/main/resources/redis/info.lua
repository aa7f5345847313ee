-- About one room.
--   KEYS  members, open
--   reply whether it is open, members
local count = redis.call('HLEN', KEYS[1])
local open = count > 0 or redis.call('EXISTS', KEYS[2]) == 1
return { open and 1 or 0, count }
