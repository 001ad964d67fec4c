-- SPDX-License-Identifier: Apache-2.0
-- wrk script: walks a prepared list of paths, each thread its own part, and prints one line of JSON.
-- The list is longer than a run can ask, so that no address is asked twice; `passes` tells if it was.

local thread_count = 0
local threads = {}

function setup(thread)
  thread:set("part", thread_count)
  table.insert(threads, thread)
  thread_count = thread_count + 1
end

function init(arguments)
  local parts = tonumber(arguments[2])
  local head = "GET "
  local tail = " HTTP/1.1\r\nHost: " .. wrk.host .. "\r\n\r\n"
  requests = {}
  local number = 0
  for path in io.lines(arguments[1]) do
    if number % parts == part then
      requests[#requests + 1] = head .. path .. tail
    end
    number = number + 1
  end
  asked = 0
  refused = 0
  bytes = 0
  listed = #requests
end

function request()
  asked = asked + 1
  return requests[(asked - 1) % listed + 1]
end

function response(status, headers, body)
  if status ~= 200 then
    refused = refused + 1
  end
  bytes = bytes + #body
end

function done(summary, latency)
  local refused_count, body_bytes, passes = 0, 0, 0
  for _, thread in ipairs(threads) do
    refused_count = refused_count + thread:get("refused")
    body_bytes = body_bytes + thread:get("bytes")
    passes = math.max(passes, thread:get("asked") / thread:get("listed"))
  end
  local errors = summary.errors
  io.write(string.format(
    'RESULT {"requests": %d, "seconds": %.6f, "p50_ms": %.3f, "p99_ms": %.3f, "refused": %d, "errors": %d, "body_bytes": %d, "passes": %.3f}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    refused_count, errors.connect + errors.read + errors.write + errors.timeout, body_bytes, passes))
end
