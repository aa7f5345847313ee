-- Where the logs of rooms are; only looks, so that it costs little for many.
--   KEYS  meta of each room
--   reply for each room epoch and last offset, '' and 0 where there is no log
local reply = {}
for i, key in ipairs(KEYS) do
  local m = redis.call('HMGET', key, 'epoch', 'last')
  reply[2 * i - 1], reply[2 * i] = m[1] or '', m[2] or '0'
end
return reply
