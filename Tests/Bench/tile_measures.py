# SPDX-License-Identifier: Apache-2.0
"""The measurements of tiles. Each gives rounds: in a round Powiatlas and its peers run one after the other, so that another
program on the machine disturbs all of them or none."""

import http.client
import json
import pathlib
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request

import load
import mapserver_peer
import postgis_peer
import tiles
from processes import atlas_arguments, end, reserved_port, start, start_static_nginx
from tile_plan import BORDERS, MEASURED_ZOOMS, REPETITIONS, WARM_GROUPS, note

HERE = pathlib.Path(__file__).resolve().parent
CONNECTIONS = 64
OURS, EIGHT_KB, STATIC, MAPSERVER, MAPNIK = "Powiatlas", "nginx, 8 KB file", "nginx, the same tiles as files", "MapServer", "Mapnik"
ZOOM_GROUPS = {"z5–7": range(5, 8), "z8–9": range(8, 10), "z10–12": range(10, 13)}
MEMORY_LEVELS = ("wojewodztwo", "powiat", "gmina")


def sizes_of(lengths):
    return {"median": statistics.median(lengths), "p95": load.percentile(lengths, 0.95), "largest": max(lengths),
            "total": sum(lengths), "count": len(lengths)}


def sample(result, *more):
    """What is kept of a run."""
    kept = {key: result[key] for key in (
        "requests", "seconds", "per_second", "per_core_second", "cpu_microseconds", "p50_ms", "p99_ms", "memory_mb", *more)}
    if "by_zoom" in result:
        kept["by_zoom"] = per_core_by_zoom(result["by_zoom"])
    if "sizes" in result:
        kept["sizes"] = sizes_of(result["sizes"])
    return kept


def per_core_by_zoom(by_zoom):
    """Tiles a second of processor time of each group, from (tiles, processor seconds) of each zoom."""
    found = {}
    for name, zooms in ZOOM_GROUPS.items():
        pairs = [pair for zoom, pair in by_zoom.items() if int(zoom) in zooms]
        if pairs:
            found[name] = sum(count for count, _ in pairs) / sum(seconds for _, seconds in pairs)
    return found


def measure(identifier, title, rounds, sizes=None):
    """sizes: contender → bytes of its tiles, where the runs themselves do not tell."""
    return {"id": identifier, "title": title, "rounds": rounds, "sizes": {name: sizes_of(found) for name, found in (sizes or {}).items() if found}}


def level_and_zoom(path):
    """/tiles/choropleth/{indicator}/{period}/{level}/{z}/…"""
    parts = path.split("/")
    return parts[5], int(parts[6])


class TileMeasures:
    """Runs all of them on one plan."""

    def __init__(self, plan):
        self.plan = plan
        self.measures = []
        self.figures = {}
        self.lengths = {}  # of the body of each path
        self.tags = {}
        (plan.folder / "static" / "png").mkdir(parents=True)
        (plan.folder / "static" / "mvt").mkdir(parents=True)

    def run(self):
        with self.plan.atlas() as atlas, start_static_nginx(self.plan.folder) as nginx, self._mapserver() as mapserver:
            self._collect(atlas, nginx)
            self._warm(atlas, nginx, mapserver)
            self._warm_vector(atlas, nginx)
            self._not_modified(atlas, nginx)
            self._low_warm(atlas, mapserver)
        self._cold()
        self._low_cold()
        self._cold_vector()
        self._memory()
        self._first_tile()
        return {"measures": self.measures, "figures": self.figures}

    def _mapserver(self):
        layers = sorted({(postgis_peer.table(level, zoom), BORDERS[level]) for level in tiles.LEVELS_MEASURED for zoom in MEASURED_ZOOMS})
        return mapserver_peer.start(self.plan.folder, layers, (6, 35, 21))

    def _mapserver_paths(self, levelled):
        return [mapserver_peer.tile_path(postgis_peer.table(level, tile[0]), tile) for level, tile in levelled]

    # MARK: Warm

    def _collect(self, atlas, nginx):
        """Warms every tile by its plain address, and gives nginx the same bytes as files."""
        plan, static = self.plan, self.plan.folder / "static"
        note(f"warming {len(plan.levelled):,} geometry tiles and as many vector tiles")
        self.files = {}

        def keep_png(path, answer, body):
            if not body.startswith(b"\x89PNG"):
                raise SystemExit(f"{path} is not a PNG")
            name = f"{len(self.files)}.png"
            (static / "png" / name).write_bytes(body)
            self.files[path] = "/png/" + name
            self.tags[path] = answer.headers["ETag"]
            self.lengths[path] = len(body)

        def keep_vector(path, answer, body):
            if answer.headers["Content-Encoding"] != "gzip":
                raise SystemExit(f"{path} did not come compressed")
            name = f"{len(self.files)}.mvt"
            (static / "mvt" / (name + ".gz")).write_bytes(body)
            self.files[path] = "/mvt/" + name
            self.lengths[path] = len(body)

        self.png_paths = [plan.path(level, tile) for level, tile in plan.levelled]
        self.vector_paths = [plan.vector_path(level, tile) for level, tile in plan.levelled]
        load.ask_each_once(atlas, self.png_paths, keep=keep_png)
        load.ask_each_once(atlas, self.vector_paths, headers={"Accept-Encoding": "gzip"}, keep=keep_vector)
        self.static_tags = {}
        load.ask_each_once(nginx, [self.files[path] for path in self.png_paths],
                           keep=lambda path, answer, _: self.static_tags.update({path: answer.headers["ETag"]}))
        load.ask_each_once(nginx, [self.files[path] for path in self.vector_paths], headers={"Accept-Encoding": "gzip"})

    def _lengths(self, paths):
        return [self.lengths[path] for path in paths]

    def _wrk(self, server, listed, seconds, headers=()):
        return sample(load.wrk(server, listed, seconds, CONNECTIONS, headers))

    def _wrk_never_asked(self, atlas, name, run, seconds):
        """One part of a list of addresses that nobody asked for before. `passes` above 1: the list was too short."""
        paths = self.plan.never_asked[name]
        part = len(paths) // REPETITIONS
        listed = self.plan.write("never-asked.txt", paths[run * part:(run + 1) * part])
        return sample(load.wrk(atlas, listed, seconds, CONNECTIONS), "passes")

    def _warm(self, atlas, nginx, mapserver):
        plan = self.plan
        rounds, groups = [], {name: [] for name in WARM_GROUPS}
        eight = plan.write("eight.txt", ["/tile.png"] * 64)
        static = plan.write("static-png.txt", [self.files[path] for path in self.png_paths])
        drawn = plan.write("mapserver.txt", self._mapserver_paths(plan.levelled))
        members = {name: [path for path in self.png_paths if belongs(*level_and_zoom(path))] for name, belongs in WARM_GROUPS.items()}
        for run in range(REPETITIONS):
            note(f"warm geometry, styles never asked: run {run + 1} of {REPETITIONS}")
            rounds.append({
                EIGHT_KB: self._wrk(nginx, eight, plan.size.seconds), STATIC: self._wrk(nginx, static, plan.size.seconds),
                OURS: self._wrk_never_asked(atlas, "all", run, plan.size.seconds), MAPSERVER: self._wrk(mapserver, drawn, plan.size.seconds)})
            for name in WARM_GROUPS:
                files = plan.write("static-group.txt", [self.files[path] for path in members[name]])
                groups[name].append({
                    STATIC: self._wrk(nginx, files, plan.size.group_seconds),
                    OURS: self._wrk_never_asked(atlas, name, run, plan.size.group_seconds)})
        lengths = self._lengths(self.png_paths)
        self.measures.append(measure(
            "warm-png", "Warm geometry, styles never asked before (powiat and gmina, z5–12)", rounds, {OURS: lengths, STATIC: lengths, EIGHT_KB: [8192]}))
        for name, found in groups.items():
            lengths = self._lengths(members[name])
            self.measures.append(measure(f"warm-png {name}", f"Of these alone: {name}", found, {OURS: lengths, STATIC: lengths}))

    def _warm_vector(self, atlas, nginx):
        plan = self.plan
        ours = plan.write("warm-mvt.txt", self.vector_paths)
        static = plan.write("static-mvt.txt", [self.files[path] for path in self.vector_paths])
        rounds = []
        for run in range(REPETITIONS):
            note(f"warm vector tiles: run {run + 1} of {REPETITIONS}")
            rounds.append({STATIC: self._wrk(nginx, static, plan.size.seconds, [load.GZIP]), OURS: self._wrk(atlas, ours, plan.size.seconds, [load.GZIP])})
        lengths = self._lengths(self.vector_paths)
        self.measures.append(measure("warm-mvt", "Warm vector tiles (gzip; powiat and gmina, z5–12)", rounds, {OURS: lengths, STATIC: lengths}))

    def _not_modified(self, atlas, nginx):
        plan = self.plan
        ours = plan.write("tags.txt", [f"{path}\t{self.tags[path]}" for path in self.png_paths])
        static = plan.write("static-tags.txt", [f"{path}\t{tag}" for path, tag in self.static_tags.items()])
        path = self.png_paths[0]
        request = urllib.request.Request(atlas.address + path, headers={"If-None-Match": self.tags[path]})
        try:
            raise SystemExit(f"{path} with its own tag answers {urllib.request.urlopen(request).status}, not 304")
        except urllib.error.HTTPError as error:
            if error.code != 304:
                raise
        rounds = []
        for run in range(REPETITIONS):
            note(f"answers 304: run {run + 1} of {REPETITIONS}")
            rounds.append({STATIC: self._wrk(nginx, static, plan.size.group_seconds), OURS: self._wrk(atlas, ours, plan.size.group_seconds)})
        self.measures.append(measure("not-modified", "Answers 304 to a client that has the tile", rounds))

    # MARK: Cold

    def _mapnik(self, level, tiles_name, seconds):
        finished = subprocess.run(
            [sys.executable, HERE / "mapnik_peer.py", self.plan.folder, level, self.plan.folder / tiles_name, str(BORDERS[level]), str(seconds)],
            capture_output=True, text=True, check=False)
        if finished.returncode != 0:
            raise SystemExit(f"Mapnik: {finished.stderr[-2000:]}")
        return sample(json.loads(finished.stdout))

    def _prime(self, atlas, path):
        """The first answer loads what every tile needs; it is not a tile's cost."""
        parts = path.split("/")
        load.ask_each_once(atlas, ["/".join(parts[:-3] + ["4", "0", "0." + parts[-1].split(".")[1]])])

    def _cold_by_zoom(self, path_of, headers=()):
        """Tiles a second of processor time, zooms apart: in a server of its own, so that the run above is one piece."""
        found = {}
        with self.plan.atlas() as atlas:
            self._prime(atlas, path_of(self.plan.tiles[0]))
            for name, zooms in ZOOM_GROUPS.items():
                paths = [path_of(tile) for tile in self.plan.tiles if tile[0] in zooms]
                listed = self.plan.write("cold-zooms.txt", paths)
                found[name] = load.wrk_once(atlas, listed, self._connections(paths), headers)["per_core_second"]
        return found

    def _connections(self, paths):
        # wrk gives each of its threads at least one address.
        return min(CONNECTIONS, max(2, len(paths) // 4 * 2))

    def _cold_atlas(self, paths, headers=(), starts=1):
        """Each address once at a server that has answered one request. Several starts together make up one sample."""
        listed = self.plan.write("cold.txt", paths)
        found = []
        for _ in range(starts):
            with self.plan.atlas() as atlas:
                self._prime(atlas, paths[0])
                found.append(load.wrk_once(atlas, listed, self._connections(paths), headers))
        together = dict(found[0])
        requests, seconds = sum(run["requests"] for run in found), sum(run["seconds"] for run in found)
        spent = sum(run["cpu_microseconds"] * run["requests"] for run in found)
        together.update(
            requests=requests, seconds=seconds, per_second=requests / seconds, cpu_microseconds=spent / requests,
            per_core_second=requests / spent * 1e6, p50_ms=statistics.median(run["p50_ms"] for run in found),
            p99_ms=statistics.median(run["p99_ms"] for run in found), memory_mb=max(run["memory_mb"] for run in found))
        return sample(together)

    def _cold(self):
        plan = self.plan
        rounds = {level: [] for level in tiles.LEVELS_MEASURED}
        for run in range(REPETITIONS):
            for level in tiles.LEVELS_MEASURED:
                note(f"cold geometry, {level}: run {run + 1} of {REPETITIONS}")
                found = {OURS: self._cold_atlas([plan.path(level, tile) for tile in plan.tiles])}
                found[OURS]["by_zoom"] = self._cold_by_zoom(lambda tile, level=level: plan.path(level, tile))
                found[MAPNIK] = self._mapnik(level, "tiles.json", 0)
                listed = plan.write("mapserver-cold.txt", self._mapserver_paths([(level, tile) for tile in plan.tiles]))
                with self._mapserver() as mapserver:
                    found[MAPSERVER] = sample(load.wrk_once(mapserver, listed, CONNECTIONS))
                    if run == 0:
                        each = load.ask_each_once(mapserver, self._mapserver_paths([(level, tile) for tile in plan.tiles[::8]]))
                        found[MAPSERVER]["sizes"] = sizes_of(each["sizes"])
                rounds[level].append(found)
        for level, found in rounds.items():
            self.measures.append(measure(
                f"cold-png {level}", f"Cold geometry, {level}, z5–12, through HTTP at {CONNECTIONS} connections (Mapnik: one thread in a process of its own)",
                found, {OURS: self._lengths([plan.path(level, tile) for tile in plan.tiles])}))

    # MARK: Low zooms

    def _low_warm(self, atlas, mapserver):
        plan = self.plan
        listed = plan.write("low-mapserver.txt", self._mapserver_paths([("gmina", tile) for tile in plan.low_tiles]))
        rounds = []
        for run in range(REPETITIONS):
            note(f"low zooms, warm geometry: run {run + 1} of {REPETITIONS}")
            rounds.append({
                OURS: self._wrk_never_asked(atlas, "low", run, plan.size.low_seconds),
                MAPNIK: self._mapnik("gmina", "tiles-low.json", plan.size.low_seconds),
                MAPSERVER: self._wrk(mapserver, listed, plan.size.low_seconds)})
        self.measures.append(measure(
            "low-warm", f"Low zooms: gmina, z5–7, all {len(plan.low_tiles)} tiles that hold thousands of gminas, geometry warm, styles never asked before",
            rounds, {OURS: self._lengths([plan.path("gmina", tile) for tile in plan.low_tiles])}))

    def _low_cold(self):
        plan = self.plan
        paths = [plan.path("gmina", tile) for tile in plan.low_tiles]
        rounds = []
        for run in range(REPETITIONS):
            note(f"low zooms, cold geometry: run {run + 1} of {REPETITIONS}")
            rounds.append({
                OURS: self._cold_atlas(paths, starts=plan.size.low_starts),
                MAPNIK: self._mapnik("gmina", "tiles-low.json", plan.size.low_seconds)})
        self.measures.append(measure("low-cold", f"Low zooms: gmina, z5–7, all {len(paths)} tiles, geometry cold", rounds, {OURS: self._lengths(paths)}))

    def _cold_vector(self):
        plan = self.plan
        for level in tiles.LEVELS_MEASURED:
            rounds = []
            for run in range(REPETITIONS):
                note(f"cold vector tiles, {level}: run {run + 1} of {REPETITIONS}")
                found = {OURS: self._cold_atlas([plan.vector_path(level, tile) for tile in plan.tiles], [load.GZIP])}
                found[OURS]["by_zoom"] = self._cold_by_zoom(lambda tile, level=level: plan.vector_path(level, tile), [load.GZIP])
                for variant in postgis_peer.VARIANTS:
                    found[variant] = sample(postgis_peer.tiles_of(plan.cluster, level, plan.tiles, variant))
                rounds.append(found)
            self.measures.append(measure(
                f"cold-mvt {level}", f"Cold vector tiles, {level}, z5–12 (ours compressed and through HTTP; PostGIS: one connection, not compressed)",
                rounds, {OURS: self._lengths([plan.vector_path(level, tile) for tile in plan.tiles])}))

    # MARK: Memory and start

    def _memory(self):
        """Memory with all tiles of the whole country and all levels in one server."""
        plan, figures = self.plan, {}
        with plan.atlas() as atlas:
            figures["start_mb"] = atlas.memory("VmRSS")
            figures["tiles"] = 0
            country = [tile for zoom in plan.size.memory_zooms for tile in plan.country.all_tiles(zoom)]
            for level in MEMORY_LEVELS:
                note(f"priming the whole country, {level}, zoom 4 to {plan.size.memory_zooms[-1]}")
                load.ask_each_once(atlas, [plan.path(level, tile) for tile in country])
                figures["tiles"] += len(country)
            figures["png_mb"], figures["png_peak_mb"] = atlas.memory("VmRSS"), atlas.memory("VmHWM")
            for level in MEMORY_LEVELS:
                load.ask_each_once(atlas, [plan.vector_path(level, tile) for tile in country], headers={"Accept-Encoding": "gzip"})
            figures["all_mb"], figures["peak_mb"] = atlas.memory("VmRSS"), atlas.memory("VmHWM")
        figures["zooms"] = [plan.size.memory_zooms[0], plan.size.memory_zooms[-1]]
        self.figures["memory"] = figures

    def _first_tile(self):
        """Milliseconds from the start of the program to the last byte of its first tile."""
        plan, times = self.plan, []
        path = plan.path("gmina", (6, 35, 21))
        for number in range(plan.size.starts):
            note(f"first tile after start: {number + 1} of {plan.size.starts}")
            port = reserved_port()
            with open(plan.folder / "first.log", "ab") as log:
                began = time.perf_counter()
                process = start(atlas_arguments(plan.binary, plan.database, port), cwd=plan.repository, stdout=log, stderr=log)
                try:
                    times.append((self._fetch_when_open(port, path, process) - began) * 1e3)
                finally:
                    end(process)
        self.figures["first_tile"] = {"times_ms": times, "path": path}

    def _fetch_when_open(self, port, path, process):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and process.poll() is None:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
                connection.request("GET", path)
                answer = connection.getresponse()
                body = answer.read()
                ended = time.perf_counter()
                connection.close()
                if answer.status != 200 or not body.startswith(b"\x89PNG"):
                    raise SystemExit(f"the first tile was answered {answer.status}: {body[:300]!r}")
                return ended
            except ConnectionRefusedError:
                time.sleep(0.001)
        raise SystemExit("the server did not come up: see first.log")
