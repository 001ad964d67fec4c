# SPDX-License-Identifier: Apache-2.0
"""The directory with many made-up institutions: import, searches, memory, beside PostgreSQL with PostGIS.

Both sides get the same rows and the same questions, none of them twice, in turn in the same run; medians of three.
"""

import dataclasses
import http.client
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time
import urllib.request

import directory_generator
import directory_postgres
import load
from directory_country import Country
from directory_queries import QueryMaker
from processes import descendants, memory_megabytes, start_atlas

REPETITIONS = 3
CONNECTIONS = 64
# More than the processors have work for.
PEER_CONNECTIONS = 8
# Searches prepared for each second of a run: more than a small machine can answer.
LONGEST_LIST_PER_SECOND = 10_000
WARMING = 200
GROUPS = {"text": "search by text with facets", "radius": "search within a radius, with and without text", "filters": "filters alone"}
GOAL_P50_MS, GOAL_P99_MS, GOAL_PER_SECOND, GOAL_IMPORT_SECONDS = 3, 15, 2_000, 30


@dataclasses.dataclass(frozen=True)
class Size:
    institutions: int
    queries: int  # of each of the repetitions over one connection
    seconds: int
    imports: int


FULL = Size(institutions=directory_generator.COUNT, queries=1500, seconds=8, imports=REPETITIONS)
QUICK = Size(institutions=20_000, queries=500, seconds=3, imports=1)


def note(text):
    print(text, file=sys.stderr, flush=True)


def middle(values):
    return sorted(values)[len(values) // 2]


# MARK: Import


def timed_import(binary, database, tables, repository):
    """One import: seconds, peak memory, and how many lines said how far it was."""
    began = time.perf_counter()
    process = subprocess.Popen([binary, "import", "directory", *tables, "--database", database], cwd=repository, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True)
    lines = process.stdout.read().splitlines()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - began
    if process.returncode != 0:
        raise SystemExit("the import failed:\n" + "\n".join(lines[-20:]))
    note("  " + lines[-1])
    return {"seconds": seconds, "memory": usage.ru_maxrss / 1024, "progress": sum(" of " in line for line in lines), "last": lines[-1]}


def import_repeatedly(binary, folder, tables, repository, size):
    empty = folder / "directory-empty.sqlite"
    subprocess.run([binary, "init", "--database", empty], cwd=repository, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    runs = []
    database = folder / "directory.sqlite"
    for run in range(size.imports):
        note(f"import of {size.institutions:,} institutions: run {run + 1} of {size.imports}")
        shutil.copyfile(empty, database)
        runs.append(timed_import(binary, database, tables, repository))
    note("the same tables once more")
    again = timed_import(binary, database, tables, repository)
    return database, {"runs": runs, "again": again, "size": database.stat().st_size - empty.stat().st_size}


# MARK: Searches


class Client:
    """One connection that stays open."""

    def __init__(self, server):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)

    def ask(self, query):
        """Milliseconds until the whole answer is here, the number of results, bytes."""
        began = time.perf_counter()
        self.connection.request("GET", query.path)
        answer = self.connection.getresponse()
        body = answer.read()
        milliseconds = (time.perf_counter() - began) * 1e3
        if answer.status != 200:
            raise SystemExit(f"{answer.status} {query.path}: {body[:500]}")
        return milliseconds, json.loads(body)["total"], len(body)


def searches(binary, database, folder, repository, cluster, maker, size):
    results = {"atlas": [], "peer": [], "wrk": [], "peer_rate": []}
    list_length = LONGEST_LIST_PER_SECOND * size.seconds
    began = time.perf_counter()
    with start_atlas(binary, database, repository, folder) as atlas:
        results["health_seconds"] = time.perf_counter() - began
        urllib.request.urlopen(atlas.address + "/api/v1/institutions?q=schronisko", timeout=300).read()
        results["start_seconds"] = time.perf_counter() - began
        results["memory_at_start"] = memory_megabytes(atlas.pid, "VmRSS")
        client = Client(atlas)
        peers = [directory_postgres.Search(cluster) for _ in range(PEER_CONNECTIONS)]
        for query in maker.take(WARMING):
            client.ask(query)
        for peer in peers:
            directory_postgres.latencies(peer, maker.take(WARMING // PEER_CONNECTIONS))
        for run in range(REPETITIONS):
            queries = maker.take(size.queries)
            note(f"{size.queries} searches over one connection: run {run + 1} of {REPETITIONS}")
            results["atlas"].append([(query, *client.ask(query)) for query in queries])
            times, totals = directory_postgres.latencies(peers[0], queries)
            results["peer"].append(list(zip(queries, times, totals)))
        for run in range(REPETITIONS):
            queries = maker.take(list_length)
            note(f"searches over many connections: run {run + 1} of {REPETITIONS}")
            path = folder / "searches.txt"
            path.write_text("\n".join(query.path for query in queries) + "\n", encoding="utf-8")
            results["wrk"].append(load.wrk(atlas, path, size.seconds, CONNECTIONS))
            results["peer_rate"].append(directory_postgres.throughput(peers, queries, size.seconds))
        results["memory"] = memory_megabytes(atlas.pid, "VmRSS")
        results["memory_highest"] = memory_megabytes(atlas.pid, "VmHWM")
        results["peer_memory"] = sum(proportional_megabytes(pid) for pid in descendants(cluster.pid))
        for peer in peers:
            peer.close()
    return results


def proportional_megabytes(pid):
    """Memory of a process, of shared pages its share: the processes of a server add up."""
    for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0


def agreement(results):
    """Where the question has one right answer both must count the same; elsewhere both should find something."""
    figures = {"exact": 0, "equal": 0, "largest": 0.0, "text": 0, "atlas_found": 0, "peer_found": 0, "only_peer": 0}
    for ours, theirs in zip(results["atlas"], results["peer"]):
        for (query, _, total, _), (_, _, peer_total) in zip(ours, theirs):
            if query.is_exact:
                figures["exact"] += 1
                figures["equal"] += total == peer_total
                if total != peer_total:
                    figures["largest"] = max(figures["largest"], abs(total - peer_total) / max(total, peer_total))
                    note(f"  {total} and {peer_total}: {query.path}")
            else:
                figures["text"] += 1
                figures["atlas_found"] += total > 0
                figures["peer_found"] += peer_total > 0
                figures["only_peer"] += peer_total > 0 and total == 0
                if peer_total > 0 and total == 0:
                    note(f"  only the peer finds {peer_total}: {query.text} {query.path if query.radius or query.unit else ''}")
    return figures


def measure(binary, folder, repository, quick):
    size = QUICK if quick else FULL
    geodata = repository / "GeoData"
    note(f"making up {size.institutions:,} institutions")
    tables_folder = folder / "directory"
    tables_folder.mkdir()
    country = Country(geodata)
    made = directory_generator.generate(tables_folder, size.institutions, country)
    tables = [tables_folder / "institutions.csv", tables_folder / "services.csv"]
    database, imported = import_repeatedly(binary, folder, tables, repository, size)
    maker = QueryMaker(country, [entry["name"] for entry in made.institutions])
    with directory_postgres.Cluster() as cluster:
        note("PostgreSQL: COPY and indexes")
        own = [geodata / "directory" / table.name for table in tables]
        peer_load = directory_postgres.load(cluster, [tables] + ([own] if all(path.exists() for path in own) else []), geodata)
        results = searches(binary, database, folder, repository, cluster, maker, size)
        results["peer_version"] = cluster.version()
    results |= {"size": size, "import": imported, "peer_load": peer_load, "services": len(made.services), "agreement": agreement(results)}
    return results


# MARK: Report


def percentiles(run, choose):
    """(p50, p99) of the milliseconds of the searches that are chosen; None without any."""
    times = [entry[1] for entry in run if choose(entry[0])]
    return (load.percentile(times, 0.5), load.percentile(times, 0.99)) if times else None


def middle_percentiles(runs, choose):
    found = [pair for pair in (percentiles(run, choose) for run in runs) if pair]
    return middle([pair[0] for pair in found]), middle([pair[1] for pair in found])


def verdict(reached):
    return "reached" if reached else "**missed**"


def latency_rows(results):
    rows = []
    for group, label in GROUPS.items():
        ours = middle_percentiles(results["atlas"], lambda query: query.group == group)
        theirs = middle_percentiles(results["peer"], lambda query: query.group == group)
        rows.append((
            f"{label}: p50 / p99", f"{ours[0]:.2f} / {ours[1]:.2f} ms", f"{theirs[0]:.2f} / {theirs[1]:.2f} ms",
            f"{ours[0] / theirs[0]:.2f} / {ours[1] / theirs[1]:.2f}",
            f"≤ {GOAL_P50_MS} / {GOAL_P99_MS} ms: {verdict(ours[0] <= GOAL_P50_MS)} / {verdict(ours[1] <= GOAL_P99_MS)}"))
    # Of each kind there are few in a run: the three together.
    together = [[entry for run in results[side] for entry in run] for side in ("atlas", "peer")]
    for kind in dict.fromkeys(QueryMaker.SHARES):
        ours, theirs = (percentiles(run, lambda query: query.kind == kind) for run in together)
        if ours and theirs:
            rows.append((f"… of these: {kind}", f"{ours[0]:.2f} / {ours[1]:.2f} ms", f"{theirs[0]:.2f} / {theirs[1]:.2f} ms",
                         f"{ours[0] / theirs[0]:.2f} / {ours[1] / theirs[1]:.2f}", ""))
    return rows


def report(results):
    size, wrk, peer_load, found = results["size"], results["wrk"], results["peer_load"], results["agreement"]
    again = "" if max(run["passes"] for run in wrk) <= 1 else ", the list was too short: some twice"
    print(f"Directory: {peer_load['count']:,} institutions; {REPETITIONS} × {size.queries:,} distinct searches over one connection, then "
          f"{sum(run['requests'] for run in wrk):,} over {CONNECTIONS} (wrk, each asked once in a run{again}); peer: "
          f"{results['peer_version']}, shared_buffers 512 MB, over a socket, {PEER_CONNECTIONS} sessions for searches a second; medians of "
          f"{REPETITIONS} runs, in turn. Powiatlas answers over HTTP and counts six sorts of facets, the peer three.\n")
    print("| measure | Powiatlas | PostgreSQL | ratio | goal |\n|---|---|---|---|---|")
    for row in [*latency_rows(results), *throughput_rows(results), *import_rows(results), *memory_rows(results), *agreement_rows(found)]:
        print("| " + " | ".join(row) + " |")


def throughput_rows(results):
    wrk = results["wrk"]
    rate, peer_rate = middle([run["per_second"] for run in wrk]), middle(results["peer_rate"])
    p50, p99, cost = (middle([run[key] for run in wrk]) for key in ("p50_ms", "p99_ms", "cpu_microseconds"))
    return [
        (f"searches a second, {len(os.sched_getaffinity(0))} cores shared with the client", f"{rate:,.0f}/s", f"{peer_rate:,.0f}/s",
         f"{rate / peer_rate:.1f}", f"≥ {GOAL_PER_SECOND:,}: {verdict(rate >= GOAL_PER_SECOND)}"),
        (f"… latency p50 / p99 over {CONNECTIONS} connections", f"{p50:.1f} / {p99:.1f} ms", "", "", ""),
        ("… processor time a search", f"{cost:.0f} µs", "", "", ""),
    ]


def import_rows(results):
    imported, peer_load, count = results["import"], results["peer_load"], results["size"].institutions
    seconds = middle([run["seconds"] for run in imported["runs"]])
    memory = max(run["memory"] for run in imported["runs"])
    again = imported["again"]
    return [
        (f"import of {count:,} institutions with {results['services']:,} services",
         f"{seconds:.1f} s, {count / seconds:,.0f}/s; {imported['runs'][0]['progress']} lines of progress; highest memory {memory:.0f} MB; "
         f"{imported['size'] / 2 ** 20:.0f} MB on disk",
         f"COPY {peer_load['copy']:.1f} s, tables and indexes {peer_load['index']:.1f} s", f"{seconds / peer_load['seconds']:.2f}",
         f"≤ {GOAL_IMPORT_SECONDS} s: {verdict(seconds <= GOAL_IMPORT_SECONDS)}"),
        ("… the same tables once more", f"{again['seconds']:.1f} s ({again['last']})", "", "", ""),
        ("start to the first search answered",
         f"{results['start_seconds']:.1f} s (other pages after {results['health_seconds']:.1f} s)", "", "", ""),
    ]


def memory_rows(results):
    sizes = [entry[3] for run in results["atlas"] for entry in run]
    return [
        ("memory: at start / after the searches / highest",
         f"{results['memory_at_start']:.0f} / {results['memory']:.0f} / {results['memory_highest']:.0f} MB",
         f"{results['peer_memory']:.0f} MB with {PEER_CONNECTIONS} sessions", f"{results['memory'] / results['peer_memory']:.2f}", ""),
        ("size of an answer: median / largest", f"{load.percentile(sizes, 0.5) / 1024:.0f} / {max(sizes) / 1024:.0f} KB", "", "", ""),
    ]


def agreement_rows(found):
    apart = f", else up to {found['largest']:.1%} apart" if found["largest"] else ""
    return [
        ("searches with text that find something", f"{found['atlas_found'] / found['text']:.1%}",
         f"{found['peer_found'] / found['text']:.1%} ({found['only_peer']} that Powiatlas does not)", "", ""),
        ("filters and radius: the same number of results", f"{found['equal']:,} of {found['exact']:,}{apart}", "", "", ""),
    ]
