-- SPDX-License-Identifier: Apache-2.0
-- wrk script: walks a prepared list of paths, each thread its own part, and prints one line of JSON.
--   wrk … -- LIST PARTS loop|once [header line]…
-- A line of the list is a path, or a path, a tab and the tag that the client already holds.
-- loop: the list is longer than a run can ask, so that no address is asked twice; `passes` tells if it was.
-- once: each thread says so when its whole part was answered, and asks for nothing new after it.

local thread_count = 0
local threads = {}

function setup(thread)
  thread:set("part", thread_count)
  table.insert(threads, thread)
  thread_count = thread_count + 1
end

function init(arguments)
  local parts = tonumber(arguments[2])
  local once = arguments[3] == "once"
  local tail = " HTTP/1.1\r\nHost: " .. wrk.host .. "\r\n"
  for index = 4, #arguments do
    tail = tail .. arguments[index] .. "\r\n"
  end
  requests = {}
  local number = 0
  for line in io.lines(arguments[1]) do
    if number % parts == part then
      local path, tag = line:match("^(%S+)\t(.+)$")
      local condition = tag and ("If-None-Match: " .. tag .. "\r\n") or ""
      requests[#requests + 1] = "GET " .. (path or line) .. tail .. condition .. "\r\n"
    end
    number = number + 1
  end
  asked = 0
  answered = 0
  listed = #requests
  if once then
    -- Only here: a script that reads answers makes wrk much slower.
    response = function()
      answered = answered + 1
      if answered == listed then
        io.write("WALKED\n")
        io.flush()
      end
      if answered >= listed then
        wrk.thread:stop()
      end
    end
  end
end

function request()
  asked = asked + 1
  return requests[(asked - 1) % listed + 1]
end

function done(summary, latency)
  local passes = 0
  for _, thread in ipairs(threads) do
    passes = math.max(passes, thread:get("asked") / thread:get("listed"))
  end
  local errors = summary.errors
  io.write(string.format(
    'RESULT {"requests": %d, "seconds": %.6f, "p50_ms": %.3f, "p99_ms": %.3f, "refused": %d, "errors": %d, "bytes": %d, "passes": %.3f}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout, summary.bytes, passes))
end
