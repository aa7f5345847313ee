-- Enters a connection; one that is in already gets a new value.
--   KEYS  members, open
--   ARGV  connection, value, '1' where there may be one more room
--   reply members now or -1 where there are too many rooms, whether it was in, whether this opened the room
local function userOf(value)
  return cjson.decode(string.sub(value, string.find(value, '\n', 1, true) + 1)).id
end

local count = redis.call('HLEN', KEYS[1])
local opened = count == 0 and redis.call('EXISTS', KEYS[2]) == 0
if opened and ARGV[3] ~= '1' then
  return { -1, 0, 0 }
end
local before = (wants('l') or wants('j')) and redis.call('HGET', KEYS[1], ARGV[1])
local added = redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
if opened then
  record('o')
end
if added == 1 then
  recordMember('j', ARGV[1], ARGV[2], count + 1)
elseif before and userOf(before) ~= userOf(ARGV[2]) then
  recordMember('l', ARGV[1], before, count, 'signed-in')
  recordMember('j', ARGV[1], ARGV[2], count)
end
return { count + added, 1 - added, opened and 1 or 0 }
