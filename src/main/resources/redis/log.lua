-- What publish.lua and read.lua have in common: one room's log. Redis has no include; these lines stand in front of both.
--
-- messages  stream: an entry for each offset, its id `<offset>-0`; fields u (user), t (time), h (head), c (content), or
--           d (target) in place of c for a deletion
-- meta      hash: v (format), epoch, first and last (offsets that there are), stored (the first one that the stream still
--           has), gone (how many from there on are deleted), bytes (of all that is stored), oldest (no entry is older),
--           time (of the last entry), expires (when the keys were last told to live on), erased (of how many deleted
--           entries the content is out of the stream's memory too, see erase.lua; the rest is only marked as deleted)
-- deleted   sorted set: what is left of a deleted message, by its offset, since an entry of a stream cannot be changed:
--           `time \n offset of the deletion \n its time \n its message id \n head`

local FORMAT = 1

-- Bytes that offset, time and the names around them add to head and content.
local OVERHEAD = 80

-- Entries that are read at once: few enough not to read much in vain where they are large.
local CHUNK = 50

-- Entries beyond the most messages that may stay in the stream, unseen: dropping many at once costs less for each.
local SLACK = 32

-- Milliseconds that a log lives on to which nobody has written, as long as a room waits for its first member: whoever joins
-- a room begins one.
local UNWRITTEN = 600000

-- Lua writes large numbers as 1e+15.
local function str(number)
  return string.format('%d', number)
end

-- Finds out where the log is, and begins a new life of it where the one that is stored cannot be the one that was:
--  * there is none, or what is stored does not fit together: a key was evicted, or lost, or came back older;
--  * somebody has seen more of it than there is: the store lost its last writes;
--  * somebody has seen a later life of it: the store is an older one.
-- Whoever continued such a log would number two messages alike.
local function open(keys, seen, limits)
  local time = redis.call('TIME')
  local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  local m = redis.call('HMGET', keys.meta, 'v', 'epoch', 'first', 'last', 'stored', 'gone', 'bytes', 'oldest', 'time',
    'expires', 'erased')
  local log = { keys = keys, limits = limits, now = now }
  if m[1] and tonumber(m[1]) > FORMAT then
    return nil
  end
  local epoch = m[2]
  local sound = epoch ~= false
  if sound then
    log.epoch, log.first, log.last, log.stored = epoch, tonumber(m[3]), tonumber(m[4]), tonumber(m[5])
    log.gone, log.bytes, log.oldest, log.expires = tonumber(m[6]), tonumber(m[7]), tonumber(m[8]), tonumber(m[10])
    log.erased = tonumber(m[11]) or 0
    -- The wall clock may step back; the times of a log never do.
    log.now = math.max(now, tonumber(m[9]))
    local entries = log.last - log.stored + 1 - log.gone
    sound = redis.call('XLEN', keys.messages) == entries
      and (log.gone == 0 or redis.call('ZCARD', keys.deleted) == log.gone)
    if sound and seen.epoch ~= '' then
      if seen.epoch == epoch then
        sound = log.last >= seen.offset
      else
        -- Epochs begin with their time in hexadecimal digits, so that the later one is the greater one.
        sound = seen.epoch < epoch
      end
    end
  end
  if not sound then
    redis.call('DEL', keys.messages, keys.deleted)
    local stamp = now
    for _, other in ipairs({ epoch or '', seen.epoch }) do
      stamp = math.max(stamp, (tonumber(string.sub(other, 1, 12), 16) or 0) + 1)
    end
    log.epoch = string.format('%012x', stamp) .. '-' .. limits.nonce
    log.first, log.last, log.stored, log.gone, log.bytes, log.oldest, log.expires = 1, 0, 1, 0, 0, log.now, 0
    log.erased = 0
    log.changed, log.all, log.new = true, true, true
    log.begun = epoch ~= false or seen.epoch ~= ''
  end
  return log
end

-- Bytes and time of an entry of the stream.
local function measure(entry)
  local bytes, time = OVERHEAD, 0
  local fields = entry[2]
  for i = 1, #fields, 2 do
    local field = fields[i]
    if field == 't' then
      time = tonumber(fields[i + 1])
    elseif field == 'h' or field == 'c' then
      bytes = bytes + #fields[i + 1]
    end
  end
  return bytes, time
end

-- The same of what is left of a deleted message.
local function measureRest(rest)
  local time, head = string.match(rest, '^(%d+)\n%d+\n%d+\n[^\n]*\n(.*)$')
  return OVERHEAD + #head, tonumber(time)
end

-- Whether Redis takes writes now. One that is full goes on to delete, and refuses to have it noted: the keys would not fit
-- together any more, and the log would count as lost. So it is asked before anything is deleted. A script that publishes
-- ends here where it is refused, one that reads does without.
local function mayWrite(log)
  if log.mayWrite == nil then
    local call = log.limits.reads and redis.pcall or redis.call
    local reply = call('HSET', log.keys.meta, 'v', str(FORMAT))
    log.mayWrite = type(reply) ~= 'table' or not reply.err
  end
  return log.mayWrite
end

-- Takes what is before the first offset out of the store, or only out of the account of it where Redis takes no writes.
local function drop(log)
  local keys = log.keys
  if log.stored == log.first then
    return
  end
  while log.stored < log.first do
    local upTo = math.min(log.stored + CHUNK, log.first) - 1
    for _, entry in ipairs(redis.call('XRANGE', keys.messages, str(log.stored) .. '-0', str(upTo) .. '-0')) do
      log.bytes = log.bytes - measure(entry)
    end
    if log.gone > 0 then
      for _, rest in ipairs(redis.call('ZRANGEBYSCORE', keys.deleted, log.stored, upTo)) do
        log.bytes = log.bytes - measureRest(rest)
        log.gone = log.gone - 1
        log.erased = math.max(0, log.erased - 1)
      end
    end
    log.stored = upTo + 1
  end
  if mayWrite(log) then
    redis.call('XTRIM', keys.messages, 'MINID', str(log.first) .. '-0')
    redis.call('ZREMRANGEBYSCORE', keys.deleted, '-inf', '(' .. str(log.first))
  end
  log.changed, log.all = true, true
end

-- Bytes and time of the first entry.
local function oldest(log)
  local id = str(log.first) .. '-0'
  local entry = redis.call('XRANGE', log.keys.messages, id, id)[1]
  if entry then
    return measure(entry)
  end
  return measureRest(redis.call('ZRANGEBYSCORE', log.keys.deleted, log.first, log.first)[1])
end

-- Drops the oldest entries: what is too many, too much or too old.
local function trim(log)
  local limits = log.limits
  if limits.messages > 0 and log.last - log.first >= limits.messages then
    log.first = log.last - limits.messages + 1
    log.changed = true
    if log.first - log.stored > SLACK then
      drop(log)
    end
  end
  local aged = log.now - limits.retention
  if log.first > log.last or (log.bytes <= limits.bytes and log.oldest > aged) then
    return
  end
  -- From here on it counts what each entry takes: only of those that there are.
  drop(log)
  local bytes = log.bytes
  while log.first <= log.last do
    local size, time = oldest(log)
    if bytes <= limits.bytes and time > aged then
      log.oldest = time
      log.changed, log.all = true, true
      break
    end
    log.first = log.first + 1
    bytes = bytes - size
  end
  if log.first > log.last then
    log.oldest = log.now
  end
  drop(log)
end

-- The keys outlive the last entry by the time of retention, and by this, so that they need not be told so with each.
local function margin(log)
  return math.max(60000, log.limits.retention / 10)
end

-- How long the keys live from now on.
local function life(log)
  local full = log.limits.retention + margin(log)
  return log.last == 0 and math.min(full, UNWRITTEN) or full
end

-- Whether the keys have to be told to live on.
local function isDue(log)
  local every = log.last == 0 and UNWRITTEN / 4 or margin(log) / 2
  return log.now - log.expires > every
end

-- A log that is looked at lives on as one that is written to.
local function touch(log)
  log.touched = isDue(log)
end

-- Writes down where the log is now; what seldom changes only where it did.
local function save(log)
  if not log.changed and not log.touched then
    return
  end
  local keys = log.keys
  local fields = { 'first', str(log.first), 'last', str(log.last), 'bytes', str(log.bytes), 'time', str(log.now) }
  local renew = isDue(log)
  if renew then
    log.expires = log.now
  end
  if log.all or renew then
    for name, value in pairs({ v = str(FORMAT), epoch = log.epoch, stored = str(log.stored), gone = str(log.gone),
      oldest = str(log.oldest), expires = str(log.expires), erased = str(log.erased) }) do
      fields[#fields + 1] = name
      fields[#fields + 1] = value
    end
  end
  -- A log that is only read must not be refused by a Redis that takes no writes: what could not be noted is done again. One
  -- that is full still lets keys live on.
  local call = log.limits.reads and not log.new and redis.pcall or redis.call
  if log.mayWrite ~= false then
    call('HSET', keys.meta, unpack(fields))
  end
  if renew then
    local millis = str(life(log))
    call('PEXPIRE', keys.meta, millis)
    call('PEXPIRE', keys.messages, millis)
    call('PEXPIRE', keys.deleted, millis)
  end
end

-- Whether nothing is left in the stream's memory of what was deleted. Unequal in either direction where an instance of an
-- earlier version deleted or trimmed, which does not count it.
local function isErased(log)
  return log.erased == log.gone
end

local function isEmpty(log)
  return log.first > log.last
end
