-- Writes events for back ends in the same step as what they tell of. Stands behind events_stream.lua, in front of a script
-- of which the caller gave more keys and arguments than it has itself:
--   KEYS  …, stream, state
--   ARGV  …, room, codes of the kinds that are wanted, most events, most bytes, a nonce
local eventState = table.remove(KEYS)
local eventStream = table.remove(KEYS)
local eventNonce = table.remove(ARGV)
local eventBytes = tonumber(table.remove(ARGV))
local eventMost = tonumber(table.remove(ARGV))
local eventKinds = table.remove(ARGV)
local eventRoom = table.remove(ARGV)
local eventLog = nil

local function wants(kind)
  return string.find(eventKinds, kind, 1, true) ~= nil
end

local function nowMillis()
  local time = redis.call('TIME')
  return whole(tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000))
end

-- Records an event: its kind, when it happened or nil for now, and more fields and values in turn.
local function record(kind, time, ...)
  if wants(kind) then
    eventLog = eventLog or openStream(eventStream, eventState, eventNonce)
    append(eventLog, { 'k', kind, 'r', eventRoom, 't', time or nowMillis(), ... }, eventMost, eventBytes)
    saveStream(eventLog)
  end
end

-- Records that a connection came or went; `value` is what stands in the hash of members: incarnation, line feed, user.
local function recordMember(kind, connection, value, members, reason)
  if wants(kind) then
    record(kind, nil, 'm', '{"user":' .. string.sub(value, string.find(value, '\n', 1, true) + 1)
      .. ',"connectionId":' .. cjson.encode(connection)
      .. ',"memberCount":' .. whole(members)
      .. (reason and ',"reason":' .. cjson.encode(reason) or '') .. '}')
  end
end

