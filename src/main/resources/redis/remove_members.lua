-- Takes the members of a dead instance out of a room and tells of each in the same step, so that it is told once whoever
-- else does the same. Who entered again under another incarnation stays. Above the size up to which comings and goings are
-- told one by one, receivers make a count of them, and the last one is enough. Who was taken out is noted for a while, since an
-- instance that only stood still enters them again, and others have to hear of it.
--   KEYS  members, open, channel, missed
--   ARGV  incarnation, command to announce with, size up to which each is told, how many to take out at most, seconds that
--         they are noted for
--   reply how many were taken out, whether there are more, whether the room is open
local prefix = ARGV[1] .. '\n'
local eachUpTo = tonumber(ARGV[3])
local most = tonumber(ARGV[4])
local count = redis.call('HLEN', KEYS[1])
local removed = 0
local more = false
local last = nil

local function gone(connection, value, members)
  tell(ARGV[2], KEYS[3], 'left', connection, value, members)
end

local rows = redis.call('HGETALL', KEYS[1])
for i = 1, #rows, 2 do
  if string.sub(rows[i + 1], 1, #prefix) == prefix then
    if removed == most then
      more = true
      break
    end
    redis.call('HDEL', KEYS[1], rows[i])
    redis.call('HSET', KEYS[4], rows[i], '')
    removed = removed + 1
    count = count - 1
    recordMember('l', rows[i], rows[i + 1], count, 'instance-died')
    if count <= eachUpTo then
      gone(rows[i], rows[i + 1], count)
      last = nil
    else
      last = { rows[i], rows[i + 1] }
    end
  end
end
if last then
  gone(last[1], last[2], count)
end
if removed > 0 then
  redis.call('EXPIRE', KEYS[4], ARGV[5])
end
if removed > 0 and count == 0 then
  redis.call('DEL', KEYS[2])
  record('e')
end
local open = count > 0 or redis.call('EXISTS', KEYS[2]) == 1
return { removed, more and 1 or 0, open and 1 or 0 }
