-- Ends what events_lead.lua began.
--   KEYS  leader
--   ARGV  the caller
if redis.call('GET', KEYS[1]) == ARGV[1] then
  redis.call('DEL', KEYS[1])
end
return 1
