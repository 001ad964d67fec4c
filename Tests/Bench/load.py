# SPDX-License-Identifier: Apache-2.0
"""Sends requests: wrk for throughput over long lists, a plain client where the answers are wanted."""

import http.client
import json
import pathlib
import re
import signal
import subprocess
import threading
import time

WALK = pathlib.Path(__file__).with_name("walk.lua")
WRK_THREADS = 2
WRK_CONNECTIONS = 32
CLIENT_THREADS = 4
GZIP = "Accept-Encoding: gzip"
LONGEST_WALK_SECONDS = 600


def _command(server, list_path, seconds, connections, mode, headers):
    return ["wrk", f"-t{WRK_THREADS}", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", WALK, server.address,
            "--", list_path, str(WRK_THREADS), mode, *headers]


def _result(server, text, spent):
    found = re.search(r"^RESULT (.*)$", text, re.M)
    if not found:
        raise SystemExit(f"wrk said:\n{text}")
    result = json.loads(found[1])
    if result["refused"] or result["errors"]:
        raise SystemExit(f"{server.address}: {result['refused']} refused, {result['errors']} failed requests")
    result["per_second"] = result["requests"] / result["seconds"]
    result["cpu_microseconds"] = spent / result["requests"] * 1e6
    result["per_core_second"] = result["requests"] / spent if spent else float("inf")
    result["memory_mb"] = server.memory("VmHWM")
    return result


def wrk(server, list_path, seconds, connections=WRK_CONNECTIONS, headers=()):
    """One wrk run of so many seconds; the figures, with the processor time of the server per request."""
    before = server.cpu_seconds()
    finished = subprocess.run(
        _command(server, list_path, seconds, connections, "loop", headers), capture_output=True, text=True, check=True)
    return _result(server, finished.stdout + finished.stderr, server.cpu_seconds() - before)


def wrk_once(server, list_path, connections, headers=()):
    """Each address of the list once, as fast as the server answers."""
    before = server.cpu_seconds()
    process = subprocess.Popen(
        _command(server, list_path, LONGEST_WALK_SECONDS, connections, "once", headers),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    text = ""
    walked = 0
    try:
        for line in process.stdout:
            text += line
            walked += line.startswith("WALKED")
            if line.startswith("WALKED") and walked == WRK_THREADS:
                spent = server.cpu_seconds() - before
                # wrk sleeps for the whole of its time and wakes at this, with its figures.
                process.send_signal(signal.SIGINT)
    finally:
        if process.poll() is None:
            process.kill() if walked < WRK_THREADS else None
            process.wait()
    if walked < WRK_THREADS:
        raise SystemExit(f"{server.address}: not all of {list_path.name} was answered; wrk said:\n{text}")
    return _result(server, text, spent)


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def ask_each_once(server, paths, headers=None, keep=None, threads=CLIENT_THREADS):
    """Each path once over a few kept-alive connections: sizes, latencies, processor time.

    `keep(path, answer, body)` sees every answer; it is called by one thread at a time.
    """
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
                elif keep:
                    keep(path, answer, body)
        connection.close()

    cpu_before, began = server.cpu_seconds(), time.perf_counter()
    workers = [threading.Thread(target=work) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    seconds = time.perf_counter() - began
    if faults or len(sizes) != len(paths):
        raise SystemExit(f"{len(faults)} refused of {len(paths)}, the first: {faults[:3]}")
    spent = server.cpu_seconds() - cpu_before
    return {
        "requests": len(paths), "seconds": seconds, "per_second": len(paths) / seconds,
        "per_core_second": len(paths) / spent if spent else float("inf"),
        "cpu_microseconds": spent / len(paths) * 1e6, "memory_mb": server.memory("VmHWM"),
        "p50_ms": percentile(latencies, 0.50), "p99_ms": percentile(latencies, 0.99), "sizes": sizes,
    }
