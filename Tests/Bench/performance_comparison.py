# SPDX-License-Identifier: Apache-2.0
"""Two runs beside each other. Ratios to peers tell most: they leave out what the machine did otherwise."""

import performance_figures as figures
from performance import table
from performance_figures import OURS, number


def _change(earlier, now):
    return [number(earlier), number(now), f"{now / earlier:.2f} ×"]


def rows(earlier, now):
    by_id = {measure["id"]: measure for measure in earlier["measures"]}
    for measure in now["measures"]:
        before = by_id.get(measure["id"])
        if not before:
            yield [measure["title"], "not measured then", "", "", ""]
            continue
        for peer in figures.contenders(measure)[1:]:
            if peer in before["rounds"][0]:
                key = figures.key_against(peer)
                yield [measure["title"], f"ratio to {peer}", *_change(figures.ratio(before, peer, key).middle, figures.ratio(measure, peer, key).middle)]
        for what, key in (("requests/s", "per_second"), ("per core and s", "per_core_second"), ("p99, ms", "p99_ms"), ("highest memory, MB", "memory_mb")):
            yield [measure["title"], what, *_change(figures.figure(before, OURS, key).middle, figures.figure(measure, OURS, key).middle)]
    for name, key in (("memory", "peak_mb"), ("memory", "start_mb")):
        pair = [part["figures"].get(name, {}).get(key) for part in (earlier, now)]
        if all(pair):
            yield [{"peak_mb": "whole country warm", "start_mb": "at the start"}[key], "memory, MB", *_change(*pair)]
    pair = [part["figures"].get("first_tile", {}).get("times_ms") for part in (earlier, now)]
    if all(pair):
        yield ["first tile after the start", "ms", *_change(*(figures.Spread.of(times).middle for times in pair))]


def table_of_soak(earlier, now):
    found = [("highest memory, MB", "memory_peak_mb"), ("requests", "requests")]
    return [["load test", what, *_change(earlier[key], now[key])] for what, key in found]


def text(earlier, now):
    found = []
    if "tiles" in earlier["parts"] and "tiles" in now["parts"]:
        found += rows(earlier["parts"]["tiles"], now["parts"]["tiles"])
    if "soak" in earlier["parts"] and "soak" in now["parts"]:
        found += table_of_soak(earlier["parts"]["soak"], now["parts"]["soak"])
    if not found:
        raise SystemExit("the two files have no part in common: tiles or soak")
    return table(("measure", "figure", "earlier", "now", "change"), found)
