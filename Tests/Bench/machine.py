# SPDX-License-Identifier: Apache-2.0
"""What the figures were taken on: processor, cores, memory, system, versions of the peers, load before and after."""

import datetime
import os
import platform
import subprocess


def _first_line(arguments):
    try:
        finished = subprocess.run(arguments, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return f"no {arguments[0]}"
    return ((finished.stdout + finished.stderr).strip().splitlines() or [arguments[0]])[0]


def _value(path, start, separator):
    with open(path, encoding="utf-8") as file:
        return next((line.split(separator, 1)[1].strip().strip('"') for line in file if line.startswith(start)), "")


def describe():
    return {
        "processor": _value("/proc/cpuinfo", "model name", ":") or platform.processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2 ** 30, 1),
        "system": _value("/etc/os-release", "PRETTY_NAME", "="),
        "kernel": platform.release(),
        "date": datetime.datetime.now().astimezone().isoformat(timespec="minutes"),
        "load_before": list(os.getloadavg()),
    }


def versions(binary, cluster=None):
    """Of what is measured. Mapnik and MapServer are there when tiles were measured."""
    found = {"Powiatlas": _first_line([binary, "--version"]), "nginx": _first_line(["nginx", "-v"]).removeprefix("nginx version: "),
             "wrk": _first_line(["wrk", "-v"]).split(" Copyright")[0]}
    if cluster:
        import mapnik
        import mapserver_peer
        found |= {"MapServer": mapserver_peer.version(), "Mapnik": "Mapnik " + mapnik.mapnik_version_string(), "PostGIS": cluster.version()}
    return found


def commit(repository):
    line = _first_line(["git", "-C", repository, "log", "-1", "--format=%h %cs"])
    return line if line.count(" ") == 1 else ""
