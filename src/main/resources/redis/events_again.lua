-- Lets events that were put aside for a target wait again, for that target alone; as many as there is room for. Stands behind
-- events_stream.lua.
--   KEYS  stream, state, those put aside
--   ARGV  nonce, target, most events at once, most events of the stream, most bytes of it
--   reply how many are still aside
local log = openStream(KEYS[1], KEYS[2], ARGV[1])
local count = math.min(tonumber(ARGV[3]), tonumber(ARGV[4]) - (log.seq - log.first + 1))
for _ = 1, count do
  local entry = redis.call('XRANGE', KEYS[3], '-', '+', 'COUNT', '1')[1]
  if not entry then
    break
  end
  local fields = {}
  local size = ENTRY
  for i = 1, #entry[2], 2 do
    if entry[2][i] ~= 'b' and entry[2][i] ~= 'x' then
      fields[#fields + 1] = entry[2][i]
      fields[#fields + 1] = entry[2][i + 1]
      size = size + #entry[2][i + 1]
    end
  end
  if log.seq >= log.first and log.sum - log.base + size > tonumber(ARGV[5]) then
    break
  end
  fields[#fields + 1] = 'x'
  fields[#fields + 1] = ARGV[2]
  append(log, fields, tonumber(ARGV[4]), tonumber(ARGV[5]))
  redis.call('XDEL', KEYS[3], entry[1])
end
saveStream(log)
return redis.call('XLEN', KEYS[3])
