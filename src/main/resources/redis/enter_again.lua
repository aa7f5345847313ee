-- Enters members of an instance again. Of those who were taken out as dead meanwhile others were told that they left, so
-- they are told that they came; a script that runs twice tells it once.
--   KEYS  members, missed, channel, open
--   ARGV  command to announce with, size up to which each is told, connection and value in turn
local eachUpTo = tonumber(ARGV[2])
local last = nil

local function came(at)
  tell(ARGV[1], KEYS[3], 'joined', ARGV[at], ARGV[at + 1], redis.call('HLEN', KEYS[1]))
end

for i = 3, #ARGV, 2 do
  local opened = wants('o') and redis.call('HLEN', KEYS[1]) == 0 and redis.call('EXISTS', KEYS[4]) == 0
  local added = redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
  if opened then
    record('o')
  end
  if added == 1 then
    recordMember('j', ARGV[i], ARGV[i + 1], redis.call('HLEN', KEYS[1]))
  end
  if redis.call('HDEL', KEYS[2], ARGV[i]) == 1 then
    if redis.call('HLEN', KEYS[1]) <= eachUpTo then
      came(i)
      last = nil
    else
      last = i
    end
  end
end
if last then
  came(last)
end
return 1
