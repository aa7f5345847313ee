-- Reads a run of a room's log, oldest first, and says where the log is; begins a life of it where there is none.
--
-- KEYS  messages, meta, deleted
-- ARGV  epoch and offset that the caller has seen ('' and 0 for none), a nonce, most messages, most bytes, retention in ms,
--       the offset before the first one wanted, the last one wanted, bytes after which the run may end
-- gives epoch, 1 where it lost its past and begins a new life, first, last, 1 where deleted content waits to be erased, then
--       for each entry five: offset, time, kind, head, content

local MESSAGE, DELETION, DELETED = 0, 1, 2

-- Entries that are read at once: few enough not to read much in vain where they are large.
local CHUNK = 50

local keys = { messages = KEYS[1], meta = KEYS[2], deleted = KEYS[3] }
local seen = { epoch = ARGV[1], offset = tonumber(ARGV[2]) }
local limits = { nonce = ARGV[3], messages = tonumber(ARGV[4]), bytes = tonumber(ARGV[5]), retention = tonumber(ARGV[6]),
  reads = true }
local after, upTo, room = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])

local log = open(keys, seen, limits)
if not log then
  return redis.error_reply('NEWER the room was written by a newer version')
end
trim(log)
touch(log)
save(log)

local reply = { log.epoch, log.begun and 1 or 0, str(log.first), str(log.last), isErased(log) and 0 or 1 }

local function add(offset, time, kind, head, content)
  local n = #reply
  reply[n + 1], reply[n + 2], reply[n + 3], reply[n + 4], reply[n + 5] = str(offset), time, kind, head, content
  room = room - #head - #content
end

local from = math.max(after + 1, log.first)
local to = math.min(upTo, log.last)
while from <= to and room > 0 do
  local chunkEnd = math.min(from + CHUNK - 1, to)
  local entries = redis.call('XRANGE', keys.messages, str(from) .. '-0', str(chunkEnd) .. '-0')
  local rests
  local at = 1
  for offset = from, chunkEnd do
    if room <= 0 then
      break
    end
    local entry = entries[at]
    local id = str(offset) .. '-0'
    if entry and entry[1] == id then
      at = at + 1
      local fields = {}
      for i = 1, #entry[2], 2 do
        fields[entry[2][i]] = entry[2][i + 1]
      end
      add(offset, fields.t, fields.d and DELETION or MESSAGE, fields.h, fields.c or '')
    else
      if not rests then
        rests = {}
        local found = redis.call('ZRANGEBYSCORE', keys.deleted, offset, chunkEnd, 'WITHSCORES')
        for i = 1, #found, 2 do
          rests[found[i + 1]] = found[i]
        end
      end
      local time, head = string.match(rests[str(offset)], '^(%d+)\n%d+\n%d+\n[^\n]*\n(.*)$')
      add(offset, time, DELETED, head, '')
    end
  end
  from = chunkEnd + 1
end
return reply
