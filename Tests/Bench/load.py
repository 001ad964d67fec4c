# SPDX-License-Identifier: Apache-2.0
"""Sends requests: wrk for throughput over long lists, a plain client where each address is asked once."""

import http.client
import json
import pathlib
import re
import subprocess
import threading
import time

from processes import cpu_seconds

WALK = pathlib.Path(__file__).with_name("walk.lua")
WRK_THREADS = 2
WRK_CONNECTIONS = 32
CLIENT_THREADS = 4


def wrk(server, list_path, seconds, connections=WRK_CONNECTIONS):
    """One wrk run; the figures, with the processor time of the server per request."""
    before = cpu_seconds(server.pid)
    finished = subprocess.run(
        ["wrk", f"-t{WRK_THREADS}", f"-c{connections}", f"-d{seconds}s", "-s", WALK, server.address,
         "--", list_path, str(WRK_THREADS)],
        capture_output=True, text=True, check=True)
    spent = cpu_seconds(server.pid) - before
    found = re.search(r"^RESULT (.*)$", finished.stdout, re.M)
    if not found:
        raise SystemExit(f"wrk said:\n{finished.stdout}\n{finished.stderr}")
    result = json.loads(found[1])
    if result["refused"] or result["errors"]:
        raise SystemExit(f"{server.address}: {result['refused']} refused, {result['errors']} failed requests")
    result["per_second"] = result["requests"] / result["seconds"]
    result["cpu_microseconds"] = spent / result["requests"] * 1e6
    return result


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def ask_each_once(server, paths, headers=None):
    """Each path once over a few kept-alive connections: sizes, latencies, processor time."""
    sizes, latencies, faults = [], [], []
    remaining = iter(paths)
    lock = threading.Lock()

    def work():
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        while True:
            with lock:
                path = next(remaining, None)
            if path is None:
                break
            began = time.perf_counter()
            connection.request("GET", path, headers=headers or {})
            answer = connection.getresponse()
            body = answer.read()
            took = time.perf_counter() - began
            with lock:
                latencies.append(took * 1e3)
                sizes.append(len(body))
                if answer.status != 200:
                    faults.append(f"{answer.status} {path}")
        connection.close()

    cpu_before, began = cpu_seconds(server.pid), time.perf_counter()
    threads = [threading.Thread(target=work) for _ in range(CLIENT_THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    if faults or len(sizes) != len(paths):
        raise SystemExit(f"{len(faults)} refused of {len(paths)}, the first: {faults[:3]}")
    spent = cpu_seconds(server.pid) - cpu_before
    return {
        "requests": len(paths), "seconds": seconds, "per_second": len(paths) / seconds,
        "per_core_second": len(paths) / spent if spent else float("inf"),
        "cpu_microseconds": spent / len(paths) * 1e6,
        "p50_ms": percentile(latencies, 0.50), "p99_ms": percentile(latencies, 0.99), "sizes": sizes,
    }
