-- Stands in front of a script that can write events for back ends, where nobody wants any.
local function wants()
  return false
end

local function record() end

local function recordMember() end

