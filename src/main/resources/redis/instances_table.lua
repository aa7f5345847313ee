-- Redis' own clock, in milliseconds: instances' clocks need not agree.
local function now_millis()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- The members of a sorted set of times, each followed by how many milliseconds ago that was.
local function ages(key, now)
  local rows = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
  for i = 2, #rows, 2 do
    -- A failover may bring a clock that is behind.
    rows[i] = math.max(0, math.floor(now - tonumber(rows[i])))
  end
  return rows
end

