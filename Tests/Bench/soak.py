# SPDX-License-Identifier: Apache-2.0
"""The load test: one server, mixed requests from several clients, imports meanwhile, and a look at its memory every second.

No 5xx but 503 with Retry-After, no broken connection, no wrong answer; and a memory line that does not grow.
"""

import csv
import dataclasses
import http.client
import pathlib
import random
import subprocess
import sys
import threading
import time
import urllib.parse

import load
import tile_plan
import tiles
import values_generator
from memory_growth import growth
from processes import start_atlas

CLIENTS = 16
SEED = 20261122
IMPORT_PAUSE_SECONDS = 12
IMPORTED_UNITS = 300
ZOOMS = range(5, 13)
TILES_PER_ZOOM = 40
FAULTS_KEPT = 5
# How often each kind is asked for, as a public site is.
WEIGHTS = {"tile in a new style": 40, "vector tile": 20, "page": 10, "search": 10, "interface": 10, "tile held already (304)": 8, "bad request": 2}
WORDS = ("pomoc", "dom pomocy społecznej", "psycholog", "urząd pracy", "mieszkanie chronione", "ośrodek", "dzieci", "niepełnosprawność",
         "przemoc", "Kielce", "Kraków", "bezdomność", "warsztat terapii", "praca socjalna")

# The least that a server takes for its caches: they are full in the first minute, and what grows afterwards is something else.
CACHE_MEBIBYTES = 64


@dataclasses.dataclass
class Kind:
    latencies: list = dataclasses.field(default_factory=list)
    unavailable: int = 0
    errors: int = 0


class Traffic:
    """Makes requests and judges answers. One lock: the clients are threads of one program."""

    def __init__(self, plan, palettes, units, levelled):
        self.plan_indicators, self.palettes, self.units, self.levelled = plan, palettes, units, levelled
        self.kinds = {name: Kind() for name in WEIGHTS}
        self.faults = []
        self.lock = threading.Lock()

    def request(self, kind, rng, tags):
        """Path, headers and the statuses that are right."""
        level, (zoom, x, y) = rng.choice(self.levelled)
        indicator, period = rng.choice(self.plan_indicators)
        if kind == "tile in a new style":
            # A class break of its own makes each address a new one.
            style = rng.choice((
                f"method=manual&breaks={rng.randint(1, 400)},{rng.randint(401, 2000)}.{rng.randint(0, 999)}",
                f"method={rng.choice(tiles.METHODS)}&classes={rng.choice(tiles.CLASS_COUNTS)}&reverse={rng.randint(0, 1)}"))
            return tiles.choropleth_path(indicator, period, level, (zoom, x, y), f"{style}&palette={rng.choice(self.palettes)}"), {}, (200,)
        if kind == "vector tile":
            return f"/tiles/units/{level}/{zoom}/{x}/{y}.mvt", {"Accept-Encoding": "gzip"}, (200,)
        if kind == "page":
            return rng.choice((
                "/", f"/mapa?indicator={indicator}&level={level}", f"/jednostki/{rng.choice(self.units)}", "/wskazniki", f"/wskazniki/{indicator}", "/katalog", "/dane",
                "/o-systemie")), {"Accept-Encoding": "gzip"}, (200,)
        if kind == "search":
            text = rng.choice(WORDS) + rng.choice(("", f" {rng.choice(WORDS)}"))
            words, started = urllib.parse.quote(text), urllib.parse.quote(text[:rng.randint(2, 6)])
            return rng.choice((
                f"/api/v1/institutions?q={words}&limit=20", f"/katalog?q={words}", f"/api/v1/institutions/suggest?q={started}")), {}, (200,)
        if kind == "interface":
            path = rng.choice((
                f"/api/v1/legend?indicator={indicator}&period={period}&level={level}", f"/api/v1/indicators/{indicator}/values?level={level}&period={period}",
                f"/api/v1/units/{rng.choice(self.units)}/profile", f"/api/v1/units/at?lon={rng.uniform(16, 23):.4f}&lat={rng.uniform(49.5, 54):.4f}",
                "/api/v1/indicators", f"/api/v1/indicators/{indicator}/values.csv?level=powiat&period={period}"))
            # Some of the places are abroad.
            return path, {"Accept-Encoding": "gzip"}, (200, 404) if "/units/at" in path else (200,)
        if kind == "bad request":
            return rng.choice((
                f"/tiles/choropleth/{indicator}/{period}/{level}/{zoom}/{x}/{y}.png?classes=99", "/tiles/units/powiat/40/1/1.mvt", "/jednostki/999999",
                "/api/v1/units/at?lon=x&lat=y", "/api/v1/indicators/nothing/values?level=gmina&period=1900")), {}, (400, 404)
        path = tiles.choropleth_path(indicator, period, level, (zoom, x, y))
        # After an import the tag may be another: then the tile is sent.
        return path, ({"If-None-Match": tags[path]} if path in tags else {}), (200, 304)

    def work(self, port, number, ended):
        rng = random.Random(SEED + number)
        names, weights = list(WEIGHTS), list(WEIGHTS.values())
        tags = {}
        connection = None
        while not ended.is_set():
            kind = rng.choices(names, weights)[0]
            path, headers, right = self.request(kind, rng, tags)
            fault, unavailable = None, False
            began = time.perf_counter()
            try:
                connection = connection or http.client.HTTPConnection("127.0.0.1", port, timeout=60)
                connection.request("GET", path, headers=headers)
                answer = connection.getresponse()
                body = answer.read()
                unavailable = answer.status == 503 and answer.headers["Retry-After"] is not None
                if not unavailable and answer.status not in right:
                    fault = f"{answer.status} {path}"
                elif answer.status == 200 and ".png" in path and not body.startswith(b"\x89PNG"):
                    fault = f"not a PNG: {path}"
                if kind.startswith("tile held") and answer.headers["ETag"]:
                    tags[path] = answer.headers["ETag"]
                if answer.headers.get("Connection", "").lower() == "close":
                    connection.close()
                    connection = None
            except (OSError, http.client.HTTPException) as error:
                fault = f"{type(error).__name__} {error}: {path}"
                connection = None
            took = (time.perf_counter() - began) * 1e3
            with self.lock:
                found = self.kinds[kind]
                found.latencies.append(took)
                found.unavailable += unavailable
                if fault and not ended.is_set():
                    found.errors += 1
                    if len(self.faults) < FAULTS_KEPT:
                        self.faults.append(fault)
            if unavailable:
                time.sleep(0.2)
        if connection:
            connection.close()


def write_import(path, rng, indicator, period, codes):
    """New values for some gminas: tables as an office puts them in."""
    with open(path, "w", encoding="ascii", newline="") as table:
        writer = csv.writer(table, lineterminator="\n")
        writer.writerow(["indicator", "period", "code", "value", "flag"])
        for code in sorted(rng.sample(codes, IMPORTED_UNITS)):
            writer.writerow([indicator, period, code, f"{rng.uniform(1, 90):.1f}", ""])


def importing(binary, database, repository, folder, pair, codes, ended, done):
    """Imports of a small table, one after the other with a pause, by the command line beside the server."""
    rng = random.Random(SEED)
    path = folder / "import.csv"
    while not ended.wait(IMPORT_PAUSE_SECONDS):
        write_import(path, rng, *pair, codes)
        finished = subprocess.run([binary, "import", "observations", path, "--database", database], cwd=repository, capture_output=True, text=True, check=False)
        done.append("" if finished.returncode == 0 else (finished.stdout + finished.stderr).strip()[-500:])


def fill_caches(atlas, plan, levelled, units):
    """What a server keeps by design is there before the first sample: what grows afterwards is not the filling of caches."""
    # Where values are missing a tile is kept hatched, for each indicator and year: so all of them.
    paths = [tiles.choropleth_path(*pair, level, tile) for pair in plan.indicators for level, tile in levelled]
    paths += [f"/api/v1/indicators/{name}/values?level={level}&period={period}" for name, period in plan.indicators for level in tiles.LEVELS_MEASURED]
    paths += [plan.vector_path(level, tile) for level, tile in levelled] + [f"/jednostki/{unit}" for unit in units]
    print(f"load test: filling caches with {len(paths):,} requests", file=sys.stderr, flush=True)
    load.wrk_once(atlas, plan.write("fill.txt", paths), CLIENTS)


def measure(binary, folder, repository, minutes):
    plan = tile_plan.Plan(binary, repository, folder, tile_plan.QUICK, None)
    tile_plan.make_database(plan)
    gminas = values_generator.codes(repository / "GeoData")[6]
    with start_atlas(binary, plan.database, repository, folder, "--memory", str(CACHE_MEBIBYTES)) as atlas:
        country = tiles.Country(tiles.fetch_json(
            atlas.address, "/api/v1/indicators/{}/values.geojson?level=wojewodztwo&period={}".format(*plan.indicators[0])))
        levelled = [(level, tile) for level in tiles.LEVELS_MEASURED for tile in tiles.measured_tiles(country, ZOOMS, TILES_PER_ZOOM)]
        units = [unit["terc"] for unit in tiles.fetch_json(atlas.address, "/api/v1/units?level=powiat&limit=400")["units"]]
        traffic = Traffic(plan.indicators, tile_plan.palette_names(atlas.address), units, levelled)
        fill_caches(atlas, plan, levelled, units)
        # Imports go into an indicator that is asked for, a rate.
        pair = plan.indicators[-1]
        ended, imports, samples = threading.Event(), [], []
        workers = [threading.Thread(target=traffic.work, args=(atlas.port, number, ended)) for number in range(CLIENTS)]
        workers.append(threading.Thread(target=importing, args=(binary, plan.database, repository, folder, pair, gminas, ended, imports)))
        began = time.monotonic()
        for worker in workers:
            worker.start()
        try:
            while (second := time.monotonic() - began) < minutes * 60 and atlas.process.poll() is None:
                samples.append((round(second, 1), atlas.memory("VmRSS")))
                if len(samples) % 60 == 0:
                    print(f"load test: minute {len(samples) // 60} of {minutes:g}, {samples[-1][1]:.0f} MB, {len(traffic.faults)} errors kept",
                          file=sys.stderr, flush=True)
                time.sleep(max(0, len(samples) - (time.monotonic() - began)))
        finally:
            ended.set()
            for worker in workers:
                worker.join()
        if atlas.process.poll() is not None:
            raise SystemExit(f"the server ended during the load test:\n{pathlib.Path(atlas.log_path).read_text(errors='replace')[-3000:]}")
        peak = atlas.memory("VmHWM")
    return summary(traffic, imports, samples, peak, minutes)


def summary(traffic, imports, samples, peak, minutes):
    failed_imports = [text for text in imports if text]
    kinds = {name: {
        "requests": len(kind.latencies), "p50_ms": load.percentile(kind.latencies, 0.5), "p99_ms": load.percentile(kind.latencies, 0.99),
        "unavailable": kind.unavailable, "errors": kind.errors} for name, kind in traffic.kinds.items() if kind.latencies}
    grown = growth(samples)
    return {
        "minutes": minutes, "clients": CLIENTS, "requests": sum(kind["requests"] for kind in kinds.values()), "imports": len(imports),
        "errors": sum(kind["errors"] for kind in kinds.values()) + len(failed_imports), "unavailable": sum(kind["unavailable"] for kind in kinds.values()),
        "faults": traffic.faults + failed_imports[:FAULTS_KEPT], "kinds": kinds, "growth": grown, "is_steady": grown["upper_mb"] < grown["bound_mb"],
        "memory_start_mb": samples[0][1], "memory_half_mb": next(memory for second, memory in samples if second >= samples[-1][0] / 2),
        "memory_end_mb": samples[-1][1], "memory_peak_mb": peak, "samples": [[second, round(memory, 1)] for second, memory in samples]}
