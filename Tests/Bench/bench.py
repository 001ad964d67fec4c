# SPDX-License-Identifier: Apache-2.0
"""Scripts/bench: how fast tiles, the directory and many values are, as ratios to what the same machine reaches otherwise.

Every measurement runs three times, in turn with its peer, and the middle one counts: another
program on the machine then disturbs both or neither.
"""

import argparse
import json
import os
import pathlib
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import urllib.request

import directory
import load
import tiles
import values
from processes import memory_megabytes, start_atlas, start_nginx

HERE = pathlib.Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]
REPETITIONS = 3
MEASURED_ZOOMS = range(5, 13)
MEMORY_LEVELS = ("wojewodztwo", "powiat", "gmina")
MEMORY_LIMIT_MEGABYTES = 400
# Addresses prepared for each second of a run: more than a small machine can ask for.
LONGEST_LIST_PER_SECOND = 40_000
# Groups of tiles that are also measured alone.
WARM_GROUPS = {
    "powiat, z5–12": lambda level, zoom: level == "powiat",
    "gmina, z9–12": lambda level, zoom: level == "gmina" and zoom >= 9,
    "gmina, z5–8": lambda level, zoom: level == "gmina" and zoom < 9,
}
# Border widths in pixels that Mapnik draws: as a plain choropleth would.
MAPNIK_BORDERS = {"gmina": 0.5, "powiat": 0.8}


def note(text):
    print(text, file=sys.stderr, flush=True)


def middle(results, key):
    return statistics.median(result[key] for result in results)


def indicators_by_level(address):
    """(indicator, period) pairs that have a value at the level: latest period of each."""
    found = {}
    catalogue = tiles.fetch_json(address, "/api/v1/indicators")["indicators"]
    for level in tiles.LEVELS_MEASURED:
        pairs = [(i["id"], period) for i in catalogue if level in i["levels"] for period in i["periods"][-3:]]
        usable = []
        for indicator, period in pairs:
            legend = tiles.fetch_json(address, f"/api/v1/legend?indicator={indicator}&period={period}&level={level}")
            if sum(item["count"] for item in legend["classes"]) >= 10:
                usable.append((indicator, period))
        found[level] = usable[:12]
        if not usable:
            raise SystemExit(f"no indicator has values at level {level}")
    return found


def palette_names(address):
    """The colour schemes that the map page offers."""
    with urllib.request.urlopen(address + "/mapa", timeout=60) as page:
        names = re.findall(r'name="palette"[^>]*value="([A-Za-z]+)"', page.read().decode())
    if len(names) < 5:
        raise SystemExit(f"{address}/mapa offers only {len(names)} colour schemes")
    return names


def write_lines(path, lines):
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def warm_against_nginx(binary, database, folder, plan):
    """Throughput with the geometry drawn already: all tiles mixed, in turn with nginx; then each group
    of tiles alone, because large areas with many units take another way than the others."""
    results = {"atlas": [], "nginx": [], **{name: [] for name in WARM_GROUPS}}
    paths = plan["never_asked"]
    per_run = len(paths) // REPETITIONS
    static_list = write_lines(folder / "static.txt", [f"/tile.png?{i}" for i in range(per_run)])
    with start_atlas(binary, database, REPOSITORY, folder) as atlas, start_nginx(folder) as nginx:
        note(f"warming {len(plan['geometry'])} geometry tiles")
        load.ask_each_once(atlas, plan["geometry"])
        for run in range(REPETITIONS):
            note(f"warm geometry, styles never asked: run {run + 1} of {REPETITIONS}")
            results["nginx"].append(load.wrk(nginx, static_list, plan["seconds"]))
            part = paths[run * per_run:(run + 1) * per_run]
            results["atlas"].append(load.wrk(atlas, write_lines(folder / "warm.txt", part), plan["seconds"]))
            for name, belongs in WARM_GROUPS.items():
                # From the end of the list, which the run above has not come to.
                group = [path for path in reversed(part) if belongs(*level_and_zoom(path))]
                group_list = write_lines(folder / "group.txt", group)
                results[name].append(load.wrk(atlas, group_list, max(1, plan["seconds"] // 4)))
    return results


def level_and_zoom(path):
    """/tiles/choropleth/{indicator}/{period}/{level}/{z}/…"""
    parts = path.split("/")
    return parts[5], int(parts[6])


def cold_against_mapnik(binary, database, folder, plan):
    results = {level: {"atlas": [], "mapnik": []} for level in tiles.LEVELS_MEASURED}
    for run in range(REPETITIONS):
        for level in tiles.LEVELS_MEASURED:
            note(f"cold geometry, {level}: run {run + 1} of {REPETITIONS}")
            finished = subprocess.run(
                [sys.executable, HERE / "mapnik_peer.py", folder / f"{level}.geojson", folder / "tiles.json",
                 str(MAPNIK_BORDERS[level])], capture_output=True, text=True, check=False)
            if finished.returncode != 0:
                raise SystemExit(f"Mapnik: {finished.stderr[-2000:]}")
            results[level]["mapnik"].append(json.loads(finished.stdout))
            indicator, period = plan["indicators"][level][0]
            paths = [tiles.choropleth_path(indicator, period, level, tile) for tile in plan["tiles"]]
            with start_atlas(binary, database, REPOSITORY, folder) as atlas:
                # The first answer loads what every tile needs; it is not a tile's cost.
                load.ask_each_once(atlas, [tiles.choropleth_path(indicator, period, level, (4, 0, 0))])
                results[level]["atlas"].append(load.ask_each_once(atlas, paths))
    return results


def memory_and_sizes(binary, database, folder, plan):
    """Memory with all tiles of the whole country and all levels in one server; then the sizes of the
    tiles that are measured elsewhere too, which all hold land."""
    figures = {}
    with start_atlas(binary, database, REPOSITORY, folder) as atlas:
        figures["memory_at_start"] = memory_megabytes(atlas.pid, "VmRSS")
        for level in MEMORY_LEVELS:
            note(f"priming the whole country, {level}, zoom 4 to {plan['memory_zooms'][-1]}")
            indicator, period = plan["indicators"].get(level, plan["indicators"]["powiat"])[0]
            country_tiles = [tile for zoom in plan["memory_zooms"] for tile in plan["country"].all_tiles(zoom)]
            load.ask_each_once(
                atlas, [tiles.choropleth_path(indicator, period, level, tile) for tile in country_tiles])
            figures["tiles"] = figures.get("tiles", 0) + len(country_tiles)
        figures["memory"] = memory_megabytes(atlas.pid, "VmRSS")
        figures["memory_highest"] = memory_megabytes(atlas.pid, "VmHWM")
        for level in MEMORY_LEVELS:
            indicator, period = plan["indicators"].get(level, plan["indicators"]["powiat"])[0]
            figures[level] = load.ask_each_once(
                atlas, [tiles.choropleth_path(indicator, period, level, tile) for tile in plan["tiles"]])["sizes"]
            figures["mvt " + level] = load.ask_each_once(
                atlas, [f"/tiles/units/{level}/{z}/{x}/{y}.mvt" for z, x, y in plan["tiles"]],
                headers={"Accept-Encoding": "gzip"})["sizes"]
        figures["memory_with_vector"] = memory_megabytes(atlas.pid, "VmRSS")
    return figures


def classed_polygons(address, level, indicator, period):
    """The level's polygons as the atlas gives them, with the class of the default style."""
    style = f"indicator={indicator}&period={period}&level={level}"
    breaks = tiles.fetch_json(address, "/api/v1/legend?" + style)["breaks"]
    collection = tiles.fetch_json(
        address, f"/api/v1/indicators/{indicator}/values.geojson?level={level}&period={period}")
    features = []
    for feature in collection["features"]:
        if feature["geometry"] is None:
            continue
        value = feature["properties"].get("value")
        index = -1 if value is None else min(4, sum(1 for limit in breaks if value > limit))
        features.append({"type": "Feature", "properties": {"class": index}, "geometry": feature["geometry"]})
    return {"type": "FeatureCollection", "features": features}


def prepare(binary, database, folder, quick):
    """Everything the measurements ask for, fixed before the first of them."""
    plan = {"seconds": 3 if quick else 8, "memory_zooms": range(4, 9 if quick else 11)}
    with start_atlas(binary, database, REPOSITORY, folder) as atlas:
        plan["indicators"] = indicators_by_level(atlas.address)
        for level in tiles.LEVELS_MEASURED:
            polygons = classed_polygons(atlas.address, level, *plan["indicators"][level][0])
            (folder / f"{level}.geojson").write_text(json.dumps(polygons), encoding="utf-8")
        country = tiles.Country(tiles.fetch_json(
            atlas.address, "/api/v1/indicators/{}/values.geojson?level=wojewodztwo&period={}".format(
                *plan["indicators"]["powiat"][0])))
        palettes = palette_names(atlas.address)
    plan["country"] = country
    plan["tiles"] = tiles.measured_tiles(country, MEASURED_ZOOMS, 60 if quick else tiles.TILES_PER_ZOOM)
    (folder / "tiles.json").write_text(json.dumps(plan["tiles"]), encoding="utf-8")
    levelled = [(level, tile) for level in tiles.LEVELS_MEASURED for tile in plan["tiles"]]
    plan["geometry"] = [
        tiles.choropleth_path(*plan["indicators"][level][0], level, tile) for level, tile in levelled]
    # More than a run can ask, so that no address comes twice.
    plan["never_asked"] = tiles.never_asked(
        levelled, plan["indicators"], palettes, REPETITIONS * plan["seconds"] * LONGEST_LIST_PER_SECOND)
    return plan


def tool_version(arguments):
    finished = subprocess.run(arguments, capture_output=True, text=True, check=False)
    return (finished.stdout + finished.stderr).strip().splitlines()[0]


def machine():
    cpu = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo", encoding="utf-8")
                if line.startswith("model name")), platform.processor())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2 ** 30
    import mapnik
    release = next((line.split("=", 1)[1].strip().strip('"') for line in open("/etc/os-release", encoding="utf-8")
                    if line.startswith("PRETTY_NAME")), "")
    return (f"{cpu}, {len(os.sched_getaffinity(0))} cores, {memory:.0f} GB; {release}, Linux {platform.release()}; "
            f"{tool_version(['nginx', '-v'])}; Mapnik {mapnik.mapnik_version_string()}; "
            f"{tool_version(['wrk', '-v']).split(' Copyright')[0]}")


def kilobytes(sizes):
    return (f"{statistics.median(sizes) / 1024:.1f} / {load.percentile(sizes, 0.95) / 1024:.1f} / "
            f"{max(sizes) / 1024:.1f} KB")


def verdict(reached):
    return "reached" if reached else "**missed**"


def report(warm, cold, sizes, plan):
    atlas, nginx = warm["atlas"], warm["nginx"]
    rate, ceiling = middle(atlas, "per_second"), middle(nginx, "per_second")
    rows = [(
        "warm geometry, styles never asked before (powiat and gmina, z5–12)",
        f"{rate:,.0f} tiles/s", f"nginx, static 8 KB: {ceiling:,.0f}/s", f"{rate / ceiling:.2f}",
        f"≥ 0.5: {verdict(rate / ceiling >= 0.5)}")]
    rows.append((
        "… latency p50 / p99", f"{middle(atlas, 'p50_ms'):.2f} / {middle(atlas, 'p99_ms'):.2f} ms",
        f"nginx: {middle(nginx, 'p50_ms'):.2f} / {middle(nginx, 'p99_ms'):.2f} ms",
        f"{middle(atlas, 'p99_ms') / middle(nginx, 'p99_ms'):.2f} (p99)", ""))
    cost, least = middle(atlas, "cpu_microseconds"), middle(nginx, "cpu_microseconds")
    rows.append(("… processor time a request", f"{cost:.0f} µs", f"nginx: {least:.0f} µs", f"{cost / least:.2f}", ""))
    for name in WARM_GROUPS:
        group = middle(warm[name], "per_second")
        rows.append((f"… of these alone: {name}", f"{group:,.0f} tiles/s, "
                     f"{middle(warm[name], 'cpu_microseconds'):.0f} µs each", "", f"{group / ceiling:.2f}", ""))
    for level in tiles.LEVELS_MEASURED:
        ours, peer = cold[level]["atlas"], cold[level]["mapnik"]
        per_core, mapnik_rate = middle(ours, "per_core_second"), middle(peer, "per_core_second")
        rows.append((
            f"cold geometry, {level}, z5–12, per core", f"{per_core:,.0f} tiles/s",
            f"Mapnik: {mapnik_rate:,.0f}/s", f"{per_core / mapnik_rate:.1f}",
            f"≥ 5: {verdict(per_core / mapnik_rate >= 5)}"))
        rows.append((
            "… all cores; latency p50 / p99", f"{middle(ours, 'per_second'):,.0f} tiles/s; "
            f"{middle(ours, 'p50_ms'):.2f} / {middle(ours, 'p99_ms'):.2f} ms", "", "", ""))
    rows.append((
        f"memory, whole country warm (3 levels, z4–{plan['memory_zooms'][-1]}, "
        f"{sizes['tiles']:,} tiles)",
        f"{sizes['memory']:.0f} MB (highest {sizes['memory_highest']:.0f}; at start {sizes['memory_at_start']:.0f}; "
        f"with vector tiles {sizes['memory_with_vector']:.0f})", "", "",
        f"< {MEMORY_LIMIT_MEGABYTES} MB: {verdict(sizes['memory_highest'] < MEMORY_LIMIT_MEGABYTES)}"))
    for level in MEMORY_LEVELS:
        rows.append((f"PNG tile, {level}: median / p95 / largest", kilobytes(sizes[level]), "", "", ""))
    for level in MEMORY_LEVELS:
        rows.append((f"vector tile (gzip), {level}: median / p95 / largest", kilobytes(sizes["mvt " + level]), "", "", ""))
    for level in tiles.LEVELS_MEASURED:
        rows.append((f"Mapnik's PNG, {level}: median / p95 / largest", "",
                     kilobytes(cold[level]["mapnik"][0]["sizes"]), "", ""))
    print(f"{len(plan['geometry']):,} distinct geometry tiles; {sum(r['requests'] for r in atlas):,} warm requests, "
          f"each address asked once in a run{'' if max(r['passes'] for r in atlas) <= 1 else ' (the list was too short: some twice)'}; "
          f"medians of {REPETITIONS} runs, in turn with the peer; wrk -t{load.WRK_THREADS} -c{load.WRK_CONNECTIONS}.\n")
    print("| measure | Powiatlas | peer | ratio | goal |\n|---|---|---|---|---|")
    for row in rows:
        print("| " + " | ".join(row) + " |")


def measure_tiles(binary, folder, quick):
    database = folder / "atlas.sqlite"
    subprocess.run([binary, "init", "--database", database], cwd=REPOSITORY, check=True, stdout=sys.stderr)
    plan = prepare(binary, database, folder, quick)
    warm = warm_against_nginx(binary, database, folder, plan)
    cold = cold_against_mapnik(binary, database, folder, plan)
    sizes = memory_and_sizes(binary, database, folder, plan)
    return warm, cold, sizes, plan


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True, type=pathlib.Path)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--directory", action="store_true", help="only the directory")
    parser.add_argument("--values", action="store_true", help="only the values")
    arguments = parser.parse_args()
    load_before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="powiatlas-bench-") as name:
        folder = pathlib.Path(name)
        everything = not (arguments.directory or arguments.values)
        tile_results = measure_tiles(arguments.binary, folder, arguments.quick) if everything else None
        parts = [(directory, everything or arguments.directory), (values, everything or arguments.values)]
        results = [(part, part.measure(arguments.binary, folder, REPOSITORY, arguments.quick)) for part, is_wanted in parts if is_wanted]
    print(f"Machine: {machine()}. Load before and after: {load_before:.2f}, {os.getloadavg()[0]:.2f}.\n")
    if tile_results:
        report(*tile_results)
        print()
    for part, found in results:
        part.report(found)
        print()


if __name__ == "__main__":
    main()
