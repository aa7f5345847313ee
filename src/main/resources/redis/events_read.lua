-- Reads what waits for a target in a stream. Stands behind events_stream.lua.
--   KEYS  stream, state, those put aside
--   ARGV  nonce, target, most events, bytes after which the run ends
--   reply life, how many wait, events dropped before the target was told, those put aside, then for each event its number and
--         its fields
local log = openStream(KEYS[1], KEYS[2], ARGV[1])
local place = 'c:' .. ARGV[2]
local told = tonumber(redis.call('HGET', KEYS[2], place) or '')
local known = told ~= nil
told = told or log.first - 1
local dropped = math.max(0, log.first - 1 - told)
-- A stream that nobody has written to stays without a trace.
if log.seq > 0 and (dropped > 0 or not known) then
  saveStream(log)
  redis.call('HSET', KEYS[2], place, whole(math.max(told, log.first - 1)))
end
local reply = { log.life, whole(log.seq - math.max(told, log.first - 1)), whole(dropped), whole(redis.call('XLEN', KEYS[3])) }
local room = tonumber(ARGV[4])
local left = tonumber(ARGV[3])
local from = math.max(told + 1, log.first)
while left > 0 and room > 0 and from <= log.seq do
  local entries = redis.call('XRANGE', KEYS[1], whole(from) .. '-0', '+', 'COUNT', whole(math.min(left, 16)))
  for _, entry in ipairs(entries) do
    for i = 2, #entry[2], 2 do
      room = room - #entry[2][i]
    end
    if room < 0 and #reply > 4 then
      return reply
    end
    reply[#reply + 1] = string.match(entry[1], '^%d+')
    reply[#reply + 1] = entry[2]
    from = tonumber(string.match(entry[1], '^%d+')) + 1
    left = left - 1
  end
end
return reply
