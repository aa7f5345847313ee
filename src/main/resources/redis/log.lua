-- What publish.lua and read.lua have in common: one room's log. Redis has no include; these lines stand in front of both.
--
-- messages  stream: an entry for each offset, its id `<offset>-0`; fields u (user), t (time), h (head), c (content), or
--           d (target) in place of c for a deletion
-- meta      hash: v (format), epoch, first, last (offsets kept), bytes, oldest (no entry is older), time (of the last
--           entry), expires (when the keys were last told to live on)
-- deleted   sorted set: what is left of a deleted message, by its offset, since an entry of a stream cannot be changed:
--           `time \n offset of the deletion \n its time \n its message id \n head`

local FORMAT = 1

-- Bytes that offset, time and the names around them add to head and content.
local OVERHEAD = 80

-- Lua writes large numbers as 1e+15.
local function str(number)
  return string.format('%.0f', number)
end

-- Finds out where the log is, and begins a new life of it where the one that is stored cannot be the one that was:
--  * there is none, or what is stored does not fit together: a key was evicted, or lost, or came back older;
--  * somebody has seen more of it than there is: the store lost its last writes;
--  * somebody has seen a later life of it: the store is an older one.
-- Whoever continued such a log would number two messages alike.
local function open(keys, seen, limits)
  local time = redis.call('TIME')
  local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  local m = redis.call('HMGET', keys.meta, 'v', 'epoch', 'first', 'last', 'bytes', 'oldest', 'time', 'expires')
  local log = { keys = keys, limits = limits, now = now }
  if m[1] and tonumber(m[1]) > FORMAT then
    return nil
  end
  local sound = m[2] ~= false
  if sound then
    log.epoch, log.first, log.last = m[2], tonumber(m[3]), tonumber(m[4])
    log.bytes, log.oldest, log.expires = tonumber(m[5]), tonumber(m[6]), tonumber(m[8])
    -- The wall clock may step back; the times of a log never do.
    log.now = math.max(now, tonumber(m[7]))
    local kept = redis.call('XLEN', keys.messages) + redis.call('ZCARD', keys.deleted)
    sound = kept == log.last - log.first + 1
    if sound and seen.epoch ~= '' then
      if seen.epoch == log.epoch then
        sound = log.last >= seen.offset
      else
        -- Epochs begin with their time in hexadecimal digits, so that the later one is the greater one.
        sound = seen.epoch < log.epoch
      end
    end
  end
  if not sound then
    redis.call('DEL', keys.messages, keys.deleted)
    local stamp = now
    for _, epoch in ipairs({ m[2] or '', seen.epoch }) do
      stamp = math.max(stamp, (tonumber(string.sub(epoch, 1, 12), 16) or 0) + 1)
    end
    log.epoch = string.format('%012x', stamp) .. '-' .. limits.nonce
    log.first, log.last, log.bytes, log.oldest, log.expires = 1, 0, 0, log.now, 0
    log.changed = true
    log.begun = m[2] ~= false or seen.epoch ~= ''
  end
  return log
end

-- Bytes and time of the oldest entry.
local function oldest(log)
  local id = str(log.first) .. '-0'
  local found = redis.call('XRANGE', log.keys.messages, id, id)[1]
  if found then
    local bytes, time = OVERHEAD, 0
    local fields = found[2]
    for i = 1, #fields, 2 do
      if fields[i] == 't' then
        time = tonumber(fields[i + 1])
      elseif fields[i] == 'h' or fields[i] == 'c' then
        bytes = bytes + #fields[i + 1]
      end
    end
    return bytes, time
  end
  local rest = redis.call('ZRANGEBYSCORE', log.keys.deleted, log.first, log.first)[1]
  local time, head = string.match(rest, '^(%d+)\n%d+\n%d+\n[^\n]*\n(.*)$')
  return OVERHEAD + #head, tonumber(time)
end

-- Drops the oldest entries: what is too many, too much or too old.
local function trim(log)
  local limits = log.limits
  local first = log.first
  local aged = log.now - limits.retention
  while log.first <= log.last do
    local count = log.last - log.first + 1
    if (limits.messages == 0 or count <= limits.messages) and log.bytes <= limits.bytes and log.oldest > aged then
      break
    end
    local bytes, time = oldest(log)
    if (limits.messages == 0 or count <= limits.messages) and log.bytes <= limits.bytes and time > aged then
      log.oldest = time
      log.changed = true
      break
    end
    log.first = log.first + 1
    log.bytes = log.bytes - bytes
  end
  if log.first > first then
    log.changed = true
    if log.first > log.last then
      log.oldest = log.now
      log.bytes = 0
    end
    redis.call('XTRIM', log.keys.messages, 'MINID', str(log.first) .. '-0')
    redis.call('ZREMRANGEBYSCORE', log.keys.deleted, '-inf', '(' .. str(log.first))
  end
end

-- The keys outlive the last entry by the time of retention, and by this, so that they need not be told so with each.
local function margin(log)
  return math.max(60000, log.limits.retention / 10)
end

-- A log that is looked at lives on as one that is written to.
local function touch(log)
  log.touched = log.now - log.expires > margin(log) / 2
end

-- Writes down where the log is now.
local function save(log)
  if not log.changed and not log.touched then
    return
  end
  local keys, limits = log.keys, log.limits
  local renew = log.now - log.expires > margin(log) / 2
  if renew then
    log.expires = log.now
  end
  -- A log that is only read must not be refused by a Redis that is full: what could not be noted is done again.
  local call = log.changed and redis.call or redis.pcall
  call('HSET', keys.meta, 'v', FORMAT, 'epoch', log.epoch, 'first', str(log.first), 'last', str(log.last),
    'bytes', str(log.bytes), 'oldest', str(log.oldest), 'time', str(log.now), 'expires', str(log.expires))
  if renew then
    local life = str(limits.retention + margin(log))
    redis.call('PEXPIRE', keys.meta, life)
    redis.call('PEXPIRE', keys.messages, life)
    redis.call('PEXPIRE', keys.deleted, life)
  end
end

local function isEmpty(log)
  return log.first > log.last
end

