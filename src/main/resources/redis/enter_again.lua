-- Enters members of an instance again. Of those who were taken out as dead meanwhile others were told that they left, so
-- they are told that they came; a script that runs twice tells it once.
--   KEYS  members, missed, channel
--   ARGV  command to announce with, size up to which each is told, connection and value in turn
local told = tonumber(ARGV[2])
local untold = nil

local function tell(connection, value)
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  announce(ARGV[1], KEYS[3], 'N{"kind":"joined","user":' .. string.sub(value, string.find(value, '\n', 1, true) + 1)
    .. ',"connectionId":' .. cjson.encode(connection)
    .. ',"memberCount":' .. string.format('%.0f', redis.call('HLEN', KEYS[1]))
    .. ',"timestamp":' .. string.format('%.0f', now) .. '}')
end

for i = 3, #ARGV, 2 do
  redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
  if redis.call('HDEL', KEYS[2], ARGV[i]) == 1 then
    if redis.call('HLEN', KEYS[1]) <= told then
      tell(ARGV[i], ARGV[i + 1])
      untold = nil
    else
      untold = i
    end
  end
end
if untold then
  tell(ARGV[untold], ARGV[untold + 1])
end
return 1
