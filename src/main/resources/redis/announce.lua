-- Tells those who listen to a channel. A node of a Cluster before Redis 7 knows no SPUBLISH, and those who listen there
-- subscribed by SUBSCRIBE; it may be the next to be upgraded, so it is asked each time.
local function announce(command, channel, payload)
  local reply = redis.pcall(command, channel, payload)
  if type(reply) == 'table' and reply.err then
    local unknown = string.find(reply.err, 'Unknown Redis command', 1, true)
    -- Any other error is raised as the command itself raises it.
    redis.call(unknown and command == 'SPUBLISH' and 'PUBLISH' or command, channel, payload)
  end
end

