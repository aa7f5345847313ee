-- Erases deleted content: XDEL only marks an entry, and its bytes stay in memory, in snapshots and replicas. So what is
-- left of the stream is copied to another key, which takes its place in the end. A run copies a slice, so that it holds
-- Redis up for milliseconds however large the room is; whoever calls goes on until nothing is left to do. Many may call at
-- once, each goes on from where the last one was.
--
-- KEYS  messages, meta, deleted, copy
-- ARGV  epoch and offset that the caller has seen ('' and 0 for none), a nonce, most messages, most bytes, retention in ms,
--       entries and bytes after which a run ends, ms that a copy lives that nobody goes on with
-- gives epoch, 1 where it lost its past and begins a new life, 1 where nothing is left to erase, bytes that were copied

-- Entries that are read at once: few enough not to read much in vain where they are large.
local CHUNK = 16

local keys = { messages = KEYS[1], meta = KEYS[2], deleted = KEYS[3] }
local copy = KEYS[4]
local seen = { epoch = ARGV[1], offset = tonumber(ARGV[2]) }
local limits = { nonce = ARGV[3], messages = tonumber(ARGV[4]), bytes = tonumber(ARGV[5]), retention = tonumber(ARGV[6]) }
local entriesLeft, bytesLeft, copyLife = tonumber(ARGV[7]), tonumber(ARGV[8]), ARGV[9]

local log = open(keys, seen, limits)
if not log then
  return redis.error_reply('NEWER the room was written by a newer version')
end
trim(log)

local copied = 0

-- Copies what follows; tells whether that was all.
local function copyOn()
  local last = redis.call('XREVRANGE', copy, '+', '-', 'COUNT', '1')[1]
  local from = last and tonumber(string.match(last[1], '^%d+')) + 1 or 0
  from = math.max(from, log.stored)
  while entriesLeft > 0 and bytesLeft > 0 do
    local count = math.min(CHUNK, entriesLeft)
    local entries = redis.call('XRANGE', keys.messages, str(from) .. '-0', '+', 'COUNT', str(count))
    for _, entry in ipairs(entries) do
      redis.call('XADD', copy, entry[1], unpack(entry[2]))
      local bytes = measure(entry)
      bytesLeft = bytesLeft - bytes
      copied = copied + bytes
    end
    if #entries < count then
      return true
    end
    entriesLeft = entriesLeft - count
    from = tonumber(string.match(entries[count][1], '^%d+')) + 1
  end
  return false
end

-- Takes out of the copy what was dropped or deleted since it was copied; tells of how many the content is still in it.
local function catchUp()
  redis.call('XTRIM', copy, 'MINID', str(log.stored) .. '-0')
  local marked = 0
  if redis.call('XLEN', copy) > redis.call('XLEN', keys.messages) then
    local rests = redis.call('ZRANGE', keys.deleted, 0, -1, 'WITHSCORES')
    for i = 2, #rests, 2 do
      marked = marked + redis.call('XDEL', copy, str(tonumber(rests[i])) .. '-0')
    end
  end
  return marked
end

if isErased(log) then
  redis.call('DEL', copy)
else
  -- Before anything else: a Redis that is full has to refuse all of it.
  local life = redis.call('HGET', keys.meta, 'copying')
  redis.call('HSET', keys.meta, 'copying', log.epoch)
  if life ~= log.epoch then
    redis.call('DEL', copy)
  end
  if copyOn() then
    local marked = catchUp()
    local length = redis.call('XLEN', copy)
    if length ~= redis.call('XLEN', keys.messages) then
      redis.call('DEL', copy)
    else
      if length == 0 then
        redis.call('DEL', keys.messages, copy)
      else
        redis.call('PERSIST', copy)
        redis.call('RENAME', copy, keys.messages)
      end
      redis.call('HDEL', keys.meta, 'copying')
      log.erased = log.gone - marked
      log.changed, log.all = true, true
      -- The stream is another key now, which nobody has told how long to live.
      log.expires = 0
    end
  else
    redis.call('PEXPIRE', copy, copyLife)
  end
end
save(log)
return { log.epoch, log.begun and 1 or 0, isErased(log) and 1 or 0, str(copied) }
