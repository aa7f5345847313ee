-- A target was told of all up to a number; what all targets were told is dropped. Where events are to be put aside they are
-- copied for that target alone. Stands behind events_stream.lua.
--   KEYS  stream, state, those put aside
--   ARGV  nonce, target, life, the number, most that are put aside, the stream's number, how many
--         targets, their names, numbers to put aside
--   reply how many that were put aside before were dropped
local log = openStream(KEYS[1], KEYS[2], ARGV[1])
if log.life ~= ARGV[3] then
  return 0
end
local place = 'c:' .. ARGV[2]
local told = tonumber(redis.call('HGET', KEYS[2], place) or '') or log.first - 1
local upTo = math.min(tonumber(ARGV[4]), log.seq)
if upTo <= told then
  return 0
end
local targets = tonumber(ARGV[7])
local dropped = 0
for i = 8 + targets, #ARGV do
  local id = ARGV[i] .. '-0'
  local entry = tonumber(ARGV[i]) > told and redis.call('XRANGE', KEYS[1], id, id)[1]
  if entry then
    local fields = entry[2]
    local id
    for j = 1, #fields, 2 do
      id = fields[j] == 'i' and fields[j + 1] or id
    end
    if not id then
      -- The id that it was told by stays the same wherever it stands.
      fields[#fields + 1] = 'i'
      fields[#fields + 1] = log.life .. '-' .. ARGV[6] .. '-' .. ARGV[i]
    end
    redis.call('XADD', KEYS[3], '*', unpack(fields))
  end
end
local most = tonumber(ARGV[5])
local aside = redis.call('XLEN', KEYS[3])
if aside > most then
  redis.call('XTRIM', KEYS[3], 'MAXLEN', most)
  dropped = aside - most
end
redis.call('HSET', KEYS[2], place, whole(upTo))
local all = upTo
for i = 8, 7 + targets do
  all = math.min(all, tonumber(redis.call('HGET', KEYS[2], 'c:' .. ARGV[i]) or '') or log.first - 1)
end
if all >= log.first then
  dropBefore(log, all + 1)
  saveStream(log)
end
return dropped
