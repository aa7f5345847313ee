-- Publishes drafts to a room, in the order given: each is recognized as a retry, or numbered, stored and announced.
--
-- KEYS  messages, meta, deleted, then for each draft the key that remembers its message id
-- ARGV  epoch and offset that the caller has seen ('' and 0 for none), a nonce, most messages, most bytes, retention in ms,
--       ms for which a message id is remembered, the command that announces, the channel, then for each draft five:
--       user, attempt, head, content, and for a deletion `target anyone epoch messageId`, anyone being 1 where the author
--       of the target may be anyone, and epoch empty where the log may be in any; '' for a message
-- gives lines: epoch, 1 where it lost its past and begins a new life, 1 where deleted content waits to be erased; then for
--       each draft outcome, offset, time and the message id that is not the draft's own

local NEW, RETRY, NOT_FOUND, NOT_AUTHOR, OTHER_EPOCH = 0, 1, 2, 3, 4

local keys = { messages = KEYS[1], meta = KEYS[2], deleted = KEYS[3] }
local seen = { epoch = ARGV[1], offset = tonumber(ARGV[2]) }
local limits = { nonce = ARGV[3], messages = tonumber(ARGV[4]), bytes = tonumber(ARGV[5]), retention = tonumber(ARGV[6]) }
local remembered, announcing, channel = ARGV[7], ARGV[8], ARGV[9]

local log = open(keys, seen, limits)
if not log then
  return redis.error_reply('NEWER the room was written by a newer version')
end
trim(log)

-- Who wrote a message of which only the head is left: the beginning of a JSON object, which ends where the offset follows.
local function authorOf(head)
  local read, message = pcall(cjson.decode, head .. '}')
  return read and type(message.user) == 'table' and message.user.id or nil
end

-- Takes a message out for a deletion; gives what to answer, or nil where the deletion is to be stored.
local function erase(draft, offset)
  local target = draft.target
  if target < log.first or target > log.last then
    return NOT_FOUND, 0, 0, ''
  end
  local rest = redis.call('ZRANGEBYSCORE', keys.deleted, target, target)[1]
  if rest then
    local by, at, id, head = string.match(rest, '^%d+\n(%d+)\n(%d+)\n([^\n]*)\n(.*)$')
    if not draft.anyone and authorOf(head) ~= draft.user then
      return NOT_AUTHOR, 0, 0, ''
    end
    return RETRY, by, at, id
  end
  local id = str(target) .. '-0'
  local found = redis.call('XRANGE', keys.messages, id, id)[1]
  if not found then
    return NOT_FOUND, 0, 0, ''
  end
  local fields = {}
  for i = 1, #found[2], 2 do
    fields[found[2][i]] = found[2][i + 1]
  end
  if fields.d then
    return NOT_FOUND, 0, 0, ''
  end
  if not draft.anyone and fields.u ~= draft.user then
    return NOT_AUTHOR, 0, 0, ''
  end
  redis.call('XDEL', keys.messages, id)
  redis.call('ZADD', keys.deleted, target,
    fields.t .. '\n' .. str(offset) .. '\n' .. str(log.now) .. '\n' .. draft.id .. '\n' .. fields.h)
  log.gone = log.gone + 1
  log.all = true
  -- The key may have been made by this.
  log.expires = 0
  log.bytes = log.bytes - #fields.c
  return nil
end

local reply = { log.epoch .. (log.begun and ' 1' or ' 0') }
local announced = { 'P', log.epoch, '\n' }

local function answer(outcome, offset, time, id)
  reply[#reply + 1] = outcome .. ' ' .. offset .. ' ' .. time .. ' ' .. id
end

local function publish(draft)
  if draft.epoch and draft.epoch ~= log.epoch then
    return answer(OTHER_EPOCH, 0, 0, '')
  end
  local offset = log.last + 1
  local number, now = str(offset), str(log.now)
  local receipt = log.epoch .. ' ' .. number .. ' ' .. now .. ' ' .. draft.attempt
  if not redis.call('SET', draft.receipt, receipt, 'PX', remembered, 'NX') then
    local epoch, before, time, attempt = string.match(redis.call('GET', draft.receipt), '^(%S+) (%d+) (%d+) (%S+)$')
    if epoch == log.epoch then
      -- The same attempt sent again, since its answer was lost on the way, is no retry of the client's.
      return answer(attempt == draft.attempt and NEW or RETRY, before, time, '')
    end
    redis.call('SET', draft.receipt, receipt, 'PX', remembered)
  end
  local id = number .. '-0'
  if draft.target then
    local outcome, by, at, messageId = erase(draft, offset)
    if outcome then
      redis.call('DEL', draft.receipt)
      return answer(outcome, by, at, messageId)
    end
    redis.call('XADD', keys.messages, id, 'u', draft.user, 't', now, 'h', draft.head, 'd', str(draft.target))
  else
    redis.call('XADD', keys.messages, id, 'u', draft.user, 't', now, 'h', draft.head, 'c', draft.content)
  end
  -- It took that one.
  log.mayWrite = true
  if isEmpty(log) then
    log.oldest = log.now
    log.all = true
    -- The stream may have been made by this.
    log.expires = 0
  end
  log.last = offset
  log.bytes = log.bytes + #draft.head + #draft.content + OVERHEAD
  log.changed = true
  trim(log)
  local n = #announced
  announced[n + 1] = number .. ' ' .. now .. ' ' .. #draft.head .. ' ' .. (draft.target and -1 or #draft.content) .. '\n'
  announced[n + 2] = draft.head
  announced[n + 3] = draft.content
  return answer(NEW, number, now, '')
end

for i = 0, #KEYS - 4 do
  local at = 9 + i * 5
  local draft = {
    receipt = KEYS[4 + i], user = ARGV[at + 1], attempt = ARGV[at + 2], head = ARGV[at + 3], content = ARGV[at + 4]
  }
  if ARGV[at + 5] ~= '' then
    local target, anyone, epoch, id = string.match(ARGV[at + 5], '^(%d+) (%d) (%S*) (.*)$')
    draft.target, draft.anyone, draft.id = tonumber(target), anyone == '1', id
    draft.epoch = epoch ~= '' and epoch or nil
  end
  publish(draft)
end

save(log)
if #announced > 3 then
  announce(announcing, channel, table.concat(announced))
end
reply[1] = reply[1] .. (isErased(log) and ' 0' or ' 1')
return table.concat(reply, '\n')
