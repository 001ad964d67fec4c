# SPDX-License-Identifier: Apache-2.0
"""Many made-up values: import, file, reads, memory, and how each grows with their number, beside a table of rows in SQLite.

Both sides get the same files. Powiatlas imports with its own command; reads are timed inside the program
(`powiatlas measure`) and over HTTP.
"""

import dataclasses
import os
import random
import re
import shutil
import subprocess
import sys
import time
import urllib.request

import load
import values_generator
from processes import memory_megabytes, start_atlas
from values_rows import RowTable

GOAL_IMPORT_SECONDS, GOAL_BYTES, GOAL_SLICE_MS, GOAL_PROFILE_MS, GOAL_MEMORY_MB = 90, 1.2e9, 1, 20, 400
READS = 300
HTTP_READS = 200
PAGES = 30


@dataclasses.dataclass(frozen=True)
class Size:
    """Indicators of each step, smallest first."""
    steps: tuple


FULL = Size(steps=(18, 87, 500))
QUICK = Size(steps=(9, 18, 36))


def note(text):
    print(text, file=sys.stderr, flush=True)


def middle(values):
    return sorted(values)[len(values) // 2]


# MARK: Import


def timed(binary, arguments, repository):
    """Seconds, peak memory and lines of one command."""
    began = time.perf_counter()
    process = subprocess.Popen([binary, *arguments], cwd=repository, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    lines = process.stdout.read().splitlines()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(str(part) for part in arguments[:2])} failed:\n" + "\n".join(lines[-20:]))
    return {"seconds": time.perf_counter() - began, "cpu": usage.ru_utime + usage.ru_stime, "memory": usage.ru_maxrss / 1024, "lines": lines}


def import_number(run):
    return next(match[1] for line in run["lines"] if (match := re.match(r"import (\d+);", line)))


def imports(binary, empty, folder, tables, repository):
    """The database with everything, and what it took; then the same once more, and the undoing on a copy."""
    database = folder / "values.sqlite"
    shutil.copyfile(empty, database)
    timed(binary, ["import", "indicators", tables, "--database", database], repository)
    run = timed(binary, ["import", "observations", tables, "--database", database], repository)
    note("  " + run["lines"][-2])
    size = database.stat().st_size
    copy = folder / "values-copy.sqlite"
    shutil.copyfile(database, copy)
    again = timed(binary, ["import", "observations", tables, "--database", copy], repository)
    undone = timed(binary, ["undo", import_number(run), "--database", copy], repository)
    copy.unlink()
    return database, {"run": run, "again": again, "undone": undone, "size": size}


# MARK: Reads


def measured(binary, database, repository):
    """By sort of read: (median, 99th percentile) in milliseconds."""
    lines = timed(binary, ["measure", "--database", database, "--reads", str(READS)], repository)["lines"]
    return {name: (float(median), float(tail)) for name, median, tail, _ in (line.split() for line in lines)}


def fetch_time(address, path):
    began = time.perf_counter()
    with urllib.request.urlopen(address + path, timeout=120) as answer:
        answer.read()
    return (time.perf_counter() - began) * 1e3


def served(binary, database, folder, repository, indicators):
    """Times of answers that nobody asked for before, and memory when everything was asked for."""
    rng = random.Random(3)
    names = [*values_generator.identifiers(indicators), *(f"udzial-{share}" for share in range(values_generator.SHARES))]
    years = list(values_generator.YEARS)
    gminas = values_generator.codes(repository / "GeoData")[6]
    found = {}
    began = time.perf_counter()
    with start_atlas(binary, database, repository, folder) as atlas:
        found["start"] = time.perf_counter() - began
        found["memory_at_start"] = memory_megabytes(atlas.pid, "VmRSS")
        pairs = rng.sample([(name, year) for name in names for year in years], HTTP_READS)
        found["slices"] = sorted(
            fetch_time(atlas.address, f"/api/v1/indicators/{name}/values?level=gmina&period={year}") for name, year in pairs)
        pages = [fetch_time(atlas.address, f"/jednostki/{code}") for code in rng.sample(gminas, PAGES)]
        found["first_page"], found["pages"] = pages[0], sorted(pages[1:])
        note("  every indicator: all periods of all levels, a tile and a legend")
        for name in names:
            for level in ("wojewodztwo", "powiat", "gmina"):
                fetch_time(atlas.address, f"/api/v1/indicators/{name}/series?level={level}")
                fetch_time(atlas.address, f"/api/v1/legend?indicator={name}&level={level}&period={years[-1]}")
                fetch_time(atlas.address, f"/tiles/choropleth/{name}/{years[-1]}/{level}/6/35/21.png")
        found["memory"] = memory_megabytes(atlas.pid, "VmRSS")
        found["memory_highest"] = memory_megabytes(atlas.pid, "VmHWM")
    return found


def rows_beside(folder, files):
    table = RowTable(folder / "rows.sqlite")
    found = {"seconds": table.load(files), "size": table.size()}
    found["slices"] = table.slices(READS, list(values_generator.YEARS))
    found["profiles"] = table.profiles(READS)
    table.close()
    table.path.unlink()
    return found


def measure(binary, folder, repository, quick):
    empty = folder / "values-empty.sqlite"
    subprocess.run([binary, "init", "--database", empty], cwd=repository, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    steps = []
    for indicators in (QUICK if quick else FULL).steps:
        tables = folder / f"values-{indicators}"
        tables.mkdir()
        count, files = values_generator.generate(tables, indicators, repository / "GeoData")
        note(f"{count:,} values in {len(files)} files, {sum(file.stat().st_size for file in files) / 1e6:,.0f} MB")
        database, imported = imports(binary, empty, folder, tables, repository)
        step = {"count": count, "indicators": indicators + values_generator.SHARES, "import": imported, "empty": empty.stat().st_size}
        step["reads"] = measured(binary, database, repository)
        step["served"] = served(binary, database, folder, repository, indicators)
        note("  the same files into a table of rows")
        step["rows"] = rows_beside(folder, files)
        steps.append(step)
        shutil.rmtree(tables)
    return steps


# MARK: Report


def verdict(reached):
    return "reached" if reached else "**missed**"


def spread(times):
    return f"{load.percentile(times, 0.5):.2f} / {load.percentile(times, 0.99):.2f} ms"


def step_rows(step):
    done, reads, server, rows = step["import"], step["reads"], step["served"], step["rows"]
    run, size = done["run"], done["size"]
    slice_ms, profile_ms = reads["slice"][0], reads["profile"][0]
    return [
        ("import", f"{run['seconds']:.1f} s, {step['count'] / run['seconds'] / 1e6:.2f} million values/s; highest memory {run['memory']:.0f} MB",
         f"{rows['seconds']:.1f} s", f"{run['seconds'] / rows['seconds']:.2f}", f"≤ {GOAL_IMPORT_SECONDS} s: {verdict(run['seconds'] <= GOAL_IMPORT_SECONDS)}"),
        ("… the same files once more", f"{done['again']['seconds']:.1f} s ({done['again']['lines'][-2]})", "", "", ""),
        ("… undone", f"{done['undone']['seconds']:.1f} s", "", "", ""),
        ("file", f"{size / 1e6:,.0f} MB ({(size - step['empty']) / step['count']:.1f} bytes a value)", f"{rows['size'] / 1e6:,.0f} MB",
         f"{size / rows['size']:.2f}", f"≤ {GOAL_BYTES / 1e9} GB: {verdict(size <= GOAL_BYTES)}"),
        ("one indicator and period, all gminas: median / p99", f"{slice_ms:.2f} / {reads['slice'][1]:.2f} ms", spread(rows["slices"]),
         f"{slice_ms / load.percentile(rows['slices'], 0.5):.2f}", f"≤ {GOAL_SLICE_MS} ms: {verdict(slice_ms <= GOAL_SLICE_MS)}"),
        ("… all periods", f"{reads['table'][0]:.2f} / {reads['table'][1]:.2f} ms", "", "", ""),
        ("… over HTTP as JSON, never asked before", spread(server["slices"]), "", "", ""),
        (f"all {step['indicators']} indicators of a gmina: median / p99", f"{profile_ms:.2f} / {reads['profile'][1]:.2f} ms", spread(rows["profiles"]),
         f"{profile_ms / load.percentile(rows['profiles'], 0.5):.2f}", f"≤ {GOAL_PROFILE_MS} ms: {verdict(profile_ms <= GOAL_PROFILE_MS)}"),
        ("… the page of the gmina: first / median / p99", f"{server['first_page']:.0f} ms / {spread(server['pages'])}", "", "", ""),
        ("start of the server", f"{server['start']:.1f} s; catalogue and coverage {reads['start'][0]:.1f} ms", "", "", ""),
        ("memory of the server: start / everything asked / highest",
         f"{server['memory_at_start']:.0f} / {server['memory']:.0f} / {server['memory_highest']:.0f} MB", "", "",
         f"≤ {GOAL_MEMORY_MB} MB: {verdict(server['memory_highest'] <= GOAL_MEMORY_MB)}"),
    ]


def growth_rows(steps):
    """Each figure of every step, and what it grew by while the values grew by so much."""
    figures = [
        ("import, s", lambda step: step["import"]["run"]["seconds"]), ("file, MB", lambda step: step["import"]["size"] / 1e6),
        ("slice, ms", lambda step: step["reads"]["slice"][0]), ("profile, ms", lambda step: step["reads"]["profile"][0]),
        ("start of the server, s", lambda step: step["served"]["start"]),
        ("memory of the server, MB", lambda step: step["served"]["memory_highest"]),
        ("memory of the import, MB", lambda step: step["import"]["run"]["memory"]),
    ]
    for name, figure in figures:
        numbers = [figure(step) for step in steps]
        yield (name, *(f"{number:,.2f}" if number < 10 else f"{number:,.0f}" for number in numbers), f"× {numbers[-1] / numbers[0]:.1f}")


def report(steps):
    last = steps[-1]
    print(f"Values: {last['count']:,} given, {last['indicators']} indicators × {len(values_generator.YEARS)} years × 2,876 units; peer: a row a "
          f"value in SQLite with two indexes, Python's sqlite3, the same files; {READS} reads of each sort.\n")
    print("| measure | Powiatlas | table of rows | ratio | goal |\n|---|---|---|---|---|")
    for row in step_rows(last):
        print("| " + " | ".join(row) + " |")
    counts = [f"{step['count'] / 1e6:.1f} million" for step in steps]
    print(f"\n| growth | {' | '.join(counts)} | values × {steps[-1]['count'] / steps[0]['count']:.1f} |\n|---|{'---|' * (len(steps) + 1)}")
    for row in growth_rows(steps):
        print("| " + " | ".join(row) + " |")
