-- Takes connections out that left while nobody knows whether it was carried out. Of those who were still in, others are told
-- that they left; a script that runs twice tells it once.
--   KEYS  members, open, channel
--   ARGV  command to announce with, size up to which each is told, connections
--   reply members now
local eachUpTo = tonumber(ARGV[2])
local count = redis.call('HLEN', KEYS[1])
local removed = false
local last = nil

for i = 3, #ARGV do
  local value = redis.call('HGET', KEYS[1], ARGV[i])
  if value then
    redis.call('HDEL', KEYS[1], ARGV[i])
    removed = true
    count = count - 1
    recordMember('l', ARGV[i], value, count, 'closed')
    if count <= eachUpTo then
      tell(ARGV[1], KEYS[3], 'left', ARGV[i], value, count)
      last = nil
    else
      last = { ARGV[i], value }
    end
  end
end
if last then
  tell(ARGV[1], KEYS[3], 'left', last[1], last[2], count)
end
if removed and count == 0 then
  redis.call('DEL', KEYS[2])
  record('e')
end
return count
