-- What the scripts have in common that write and read the events that wait for back ends. A stream has an entry for each
-- event, its id `<number>-0`; numbers count 1, 2, 3.
--   stream  fields k (code of the kind), r (room), t (time), b (bytes of all entries before it), and where the event has
--           them e (epoch), o (offset), h (head), c (content), m (who came or went, JSON), x (the one target that it is for), i (the id that it was told by before)
--   state   hash: life (names this count of numbers), seq (the last number), first (the oldest that is stored), sum (bytes of
--           all entries ever), base (bytes of all that are stored no more), and for each target `c:<target>`, the last
--           number that it was told

-- Bytes that an entry takes beside what differs in size.
local ENTRY = 150

-- Lua writes large numbers as 1e+15.
local function whole(number)
  return string.format('%.0f', number)
end

local function openStream(streamKey, stateKey, nonce)
  local m = redis.call('HMGET', stateKey, 'life', 'seq', 'first', 'sum', 'base')
  local log = { stream = streamKey, state = stateKey }
  if m[1] and m[5] then
    log.life, log.seq, log.first, log.sum, log.base = m[1], tonumber(m[2]), tonumber(m[3]), tonumber(m[4]), tonumber(m[5])
    -- One of the two keys was lost: what is left cannot be continued.
    if redis.call('XLEN', streamKey) == log.seq - log.first + 1 then
      return log
    end
  end
  redis.call('DEL', streamKey, stateKey)
  log.life, log.seq, log.first, log.sum, log.base = nonce, 0, 1, 0, 0
  return log
end

local function saveStream(log)
  redis.call('HSET', log.state, 'life', log.life, 'seq', whole(log.seq), 'first', whole(log.first),
    'sum', whole(log.sum), 'base', whole(log.base))
end

-- Drops what is older than a number.
local function dropBefore(log, first)
  if first <= log.first then
    return
  end
  redis.call('XTRIM', log.stream, 'MINID', whole(first) .. '-0')
  log.first = first
  log.base = log.sum
  local oldest = redis.call('XRANGE', log.stream, '-', '+', 'COUNT', '1')[1]
  if oldest then
    for i = 1, #oldest[2], 2 do
      if oldest[2][i] == 'b' then
        log.base = tonumber(oldest[2][i + 1])
      end
    end
  end
end

-- Adds an entry of these fields, and drops the oldest where there are too many; the newest always stays. Many are dropped
-- at once, since that costs less for each.
local function append(log, fields, most, bytes)
  local size = ENTRY
  for i = 2, #fields, 2 do
    size = size + #fields[i]
  end
  log.seq = log.seq + 1
  fields[#fields + 1] = 'b'
  fields[#fields + 1] = whole(log.sum)
  redis.call('XADD', log.stream, whole(log.seq) .. '-0', unpack(fields))
  log.sum = log.sum + size
  while log.first < log.seq and (log.seq - log.first + 1 > most or log.sum - log.base > bytes) do
    dropBefore(log, math.min(log.seq, log.first + math.max(1, math.floor((log.seq - log.first + 1) / 100))))
  end
end

