-- A whole hash; in a script because the command's reply has another shape in each protocol version.
--   KEYS  hash
--   reply field, value, ...
return redis.call('HGETALL', KEYS[1])
