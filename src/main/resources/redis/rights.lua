-- Tries every command that the scripts use, so that a user who lacks the right to one is found out when connecting, and not
-- by the first who joins. Whatever has an effect has it on a key of its own, which is gone at the end.
--   KEYS  a key and another, of nothing else
--   reply the commands that are refused for want of the right
local key, other = KEYS[1], KEYS[2]
local tries = {
  { 'TIME' }, { 'EXISTS', key }, { 'GET', key }, { 'HEXISTS', key, 'f' }, { 'HGET', key, 'f' }, { 'HGETALL', key },
  { 'HLEN', key }, { 'HMGET', key, 'f' }, { 'HVALS', key }, { 'XLEN', key }, { 'XRANGE', key, '-', '+' },
  { 'XREVRANGE', key, '+', '-' }, { 'ZCARD', key }, { 'ZRANGE', key, 0, -1 }, { 'ZRANGEBYSCORE', key, 0, 1 },
  { 'ZSCORE', key, 'm' }, { 'DEL', key }, { 'EXPIRE', key, 1 }, { 'HDEL', key, 'f' }, { 'PERSIST', key },
  { 'PEXPIRE', key, 1 }, { 'XDEL', key, '1-0' }, { 'XTRIM', key, 'MINID', '1-0' }, { 'ZREM', key, 'm' },
  { 'ZREMRANGEBYSCORE', key, 0, 1 }, { 'SET', key, '', 'PX', 1, 'XX' }, { 'ZADD', key, 'XX', 0, 'm' },
  { 'XADD', key, 'NOMKSTREAM', '1-0', 'f', '' }, { 'SADD', key, 'm' }, { 'RENAME', key, other }, { 'DEL', other },
  { 'HSET', key, 'f', '' }, { 'DEL', key }
}
local refused = {}
for _, command in ipairs(tries) do
  local reply = redis.pcall(unpack(command))
  if type(reply) == 'table' and reply.err
    and (string.find(reply.err, 'NOPERM', 1, true) or string.find(reply.err, "can't run this command", 1, true)
      or string.find(reply.err, "can't access at least one of the keys", 1, true)) then
    refused[#refused + 1] = string.lower(command[1])
  end
end
return refused
