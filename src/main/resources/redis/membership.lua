-- What the scripts have in common that take members in or out and tell of it themselves. Stands behind announce.lua.

-- Tells the room that a connection came or went; `value` is what stands in the hash of members: incarnation, line feed, user.
local function tell(announcing, channel, kind, connection, value, members)
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  announce(announcing, channel, 'N{"kind":"' .. kind .. '","user":' .. string.sub(value, string.find(value, '\n', 1, true) + 1)
    .. ',"connectionId":' .. cjson.encode(connection)
    .. ',"memberCount":' .. string.format('%.0f', members)
    .. ',"timestamp":' .. string.format('%.0f', now) .. '}')
end

