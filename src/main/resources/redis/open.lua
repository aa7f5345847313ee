-- Opens a room. The token is there for a run that is repeated because its answer was lost: it was this one who opened.
--   KEYS  members, open
--   ARGV  token, seconds that the room waits for its first member, '1' where there may be one more room
--   reply 1 opened, 0 it was open, -1 there are too many rooms
if redis.call('HLEN', KEYS[1]) > 0 then
  return 0
end
local token = redis.call('GET', KEYS[2])
if token then
  return token == ARGV[1] and 1 or 0
end
if ARGV[3] ~= '1' then
  return -1
end
redis.call('SET', KEYS[2], ARGV[1], 'EX', ARGV[2])
record('o')
return 1
