# SPDX-License-Identifier: Apache-2.0
"""Ratios, goals and where a peer is faster, from the figures of the rounds."""

import dataclasses
import statistics

OURS = "Powiatlas"
# Peers without HTTP run on one core: compared per core. The others answer over HTTP on all cores.
PER_CORE_PEERS = ("Mapnik", "PostGIS", "PostGIS, a table a zoom")


@dataclasses.dataclass(frozen=True)
class Spread:
    """The middle of the rounds, and how far they lie apart."""
    middle: float
    least: float
    most: float

    @classmethod
    def of(cls, values):
        return cls(statistics.median(values), min(values), max(values))


def figure(measure, contender, key):
    return Spread.of([round_[contender][key] for round_ in measure["rounds"]])


def ratio(measure, peer, key):
    """Ours to the peer's, round by round."""
    return Spread.of([round_[OURS][key] / round_[peer][key] for round_ in measure["rounds"]])


def ratios_by_zoom(measure, peer):
    """Per core, groups of zooms apart, where both tell."""
    groups = measure["rounds"][0][OURS].get("by_zoom", {})
    if "by_zoom" not in measure["rounds"][0][peer]:
        return {}
    return {zooms: Spread.of([round_[OURS]["by_zoom"][zooms] / round_[peer]["by_zoom"][zooms] for round_ in measure["rounds"]]) for zooms in groups}


def contenders(measure):
    """Ours first."""
    return sorted(measure["rounds"][0], key=lambda name: name != OURS)


def key_against(peer):
    return "per_core_second" if peer in PER_CORE_PEERS else "per_second"


def sizes(measure, contender):
    return measure["sizes"].get(contender) or measure["rounds"][0][contender].get("sizes")


def hardest(measure, peers):
    """Of several ways to do the same, the quickest."""
    there = [peer for peer in peers if peer in measure["rounds"][0]]
    return max(there, key=lambda peer: figure(measure, peer, key_against(peer)).middle)


@dataclasses.dataclass(frozen=True)
class Goal:
    """One of the goals, as (identifier of the measure, peers of which the hardest counts, what is compared)."""
    name: str
    label: str  # in the chart
    measure: str
    peers: tuple
    bound: float

    @property
    def remark(self):
        """The section of performance_remarks.md."""
        kind = self.measure.split(" ")[0]
        return f"warm-png {self.peers[0].split(',')[0]}" if kind == "warm-png" else kind


POSTGIS = ("PostGIS", "PostGIS, a table a zoom")
GOALS = (
    Goal("warm recoloured PNG beside nginx with an 8 KB file", "warm PNG : nginx, 8 KB file", "warm-png", ("nginx, 8 KB file",), 0.5),
    Goal("… beside nginx with the same tiles as files", "warm PNG : nginx, same tiles", "warm-png", ("nginx, the same tiles as files",), 0.5),
    Goal("… beside MapServer", "warm PNG : MapServer", "warm-png", ("MapServer",), 100),
    Goal("warm vector tile beside nginx with the same tiles as files", "warm vector tile : nginx, same tiles", "warm-mvt", ("nginx, the same tiles as files",), 0.5),
    Goal("cold PNG per core beside Mapnik, powiat", "cold PNG, powiat : Mapnik, per core", "cold-png powiat", ("Mapnik",), 5),
    Goal("… gmina", "cold PNG, gmina : Mapnik, per core", "cold-png gmina", ("Mapnik",), 5),
    Goal("cold vector tile per core beside PostGIS, powiat", "cold vector tile, powiat : PostGIS, per core", "cold-mvt powiat", POSTGIS, 5),
    Goal("… gmina", "cold vector tile, gmina : PostGIS, per core", "cold-mvt gmina", POSTGIS, 5),
    Goal("low zooms per core beside Mapnik, geometry warm", "low zooms, warm : Mapnik, per core", "low-warm", ("Mapnik",), 10),
    Goal("… geometry cold", "low zooms, cold : Mapnik, per core", "low-cold", ("Mapnik",), 10),
)
MEASURES_OF_MEMORY = ("warm-png", "cold-png gmina", "cold-mvt gmina")
LONGEST_P99_MS, MOST_MEMORY_MB, LONGEST_FIRST_TILE_MS = 10, 400, 1000


@dataclasses.dataclass(frozen=True)
class Outcome:
    """A goal and what came of it. `share` is how much of the goal was reached: 1 and above is reached."""
    name: str
    bound: str
    found: str
    share: float
    remark: str
    short: str = ""

    @property
    def label(self):
        """Its name where no other stands before it."""
        return self.short or self.name.removeprefix("… ")

    @property
    def verdict(self):
        return f"{'reached' if self.share >= 1 else '**missed**'}: {self.share:.2f} of what is asked"


def number(value):
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def spread(value, unit=""):
    return f"{number(value.middle)}{unit} ({number(value.least)}–{number(value.most)})"


def ratio_outcomes(part):
    """(goal, measure, peer, ratio) of every goal that is a ratio."""
    measures = {measure["id"]: measure for measure in part["measures"]}
    for goal in GOALS:
        if goal.measure in measures:
            measure = measures[goal.measure]
            peer = hardest(measure, goal.peers)
            yield goal, measure, peer, ratio(measure, peer, key_against(peer))


def outcomes(part):
    """Every goal for tiles."""
    found = [Outcome(goal.name, f"≥ {goal.bound:g} ×", spread(value, " ×"), value.middle / goal.bound, goal.remark, goal.label)
             for goal, _, _, value in ratio_outcomes(part)]
    measures = {measure["id"]: measure for measure in part["measures"]}
    for name, identifier in (("99th percentile of warm PNG tiles at 64 connections", "warm-png"), ("99th percentile of warm vector tiles", "warm-mvt")):
        if identifier in measures:
            value = figure(measures[identifier], OURS, "p99_ms")
            found.append(Outcome(name, f"< {LONGEST_P99_MS} ms", spread(value, " ms"), LONGEST_P99_MS / value.middle, "p99"))
    if memory := part["figures"].get("memory"):
        found.append(Outcome(
            f"memory, whole country warm ({memory['tiles']:,} PNG tiles of three levels, z{memory['zooms'][0]}–{memory['zooms'][1]}, and as many "
            f"vector tiles), the highest", f"≤ {MOST_MEMORY_MB} MB", f"{memory['peak_mb']:.0f} MB",
            MOST_MEMORY_MB / memory["peak_mb"], "memory"))
    if first := part["figures"].get("first_tile"):
        value = Spread.of(first["times_ms"])
        found.append(Outcome("first tile after the start of the program", f"≤ {LONGEST_FIRST_TILE_MS / 1000:g} s", spread(value, " ms"),
                             LONGEST_FIRST_TILE_MS / value.middle, "first-tile"))
    return found


def slower(part):
    """Every figure in which a peer is better: (measure, what, peer, ratio)."""
    for measure in part["measures"]:
        for peer in contenders(measure)[1:]:
            key = key_against(peer)
            value = ratio(measure, peer, key)
            if value.middle < 1:
                yield measure, "requests a second" + (" and core" if key == "per_core_second" else ""), peer, value
            for zooms, value in ratios_by_zoom(measure, peer).items():
                if value.middle < 1:
                    yield measure, f"requests a second and core, {zooms} alone", peer, value
            latency = ratio(measure, peer, "p99_ms")
            if peer not in PER_CORE_PEERS and latency.middle > 1:
                yield measure, "99th percentile of the latency", peer, latency
            memory = ratio(measure, peer, "memory_mb")
            # Once a peer: groups of the same run have the same servers.
            if memory.middle > 1 and measure["id"] in MEASURES_OF_MEMORY:
                yield measure, "highest memory", peer, memory
            ours, theirs = sizes(measure, OURS), sizes(measure, peer)
            if ours and theirs and ours["count"] == theirs["count"] and ours["total"] > theirs["total"]:
                value = ours["total"] / theirs["total"]
                yield measure, "bytes in all", peer, Spread(value, value, value)
