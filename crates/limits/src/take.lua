-- Takes one, by GCRA. KEYS[1] has the theoretical arrival time of the next one in µs since 1970, when there is any.
-- ARGV[1] is the interval in which one grows back, ARGV[2] the same for all but one of the quota, both in µs.
-- Returns how many are left, and how many µs to wait (0: granted). Whole numbers all through: doubles keep them exact.
local interval, tolerance = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local arrival = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)

local wait = arrival - tolerance - now
if wait > 0 then
    return { 0, wait }
end

arrival = arrival + interval
redis.call('SET', KEYS[1], string.format('%.0f', arrival), 'PX', math.ceil((arrival - now) / 1000))
return { math.floor((tolerance + interval - (arrival - now)) / interval), 0 }
