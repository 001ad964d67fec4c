# SPDX-License-Identifier: Apache-2.0
"""Many made-up agreements of many made-up institutions: import, start, every page about cooperation, memory, beside SQL.

Pages are asked over one connection, none of them twice: the times are of the whole answer at the client. What the program does not
serve is named and left out. The peer is the same question as SQL over the same file, with Python's sqlite3.
"""

import collections
import dataclasses
import datetime
import http.client
import pathlib
import random
import re
import subprocess
import sys
import time
import urllib.parse

import agreements_generator
import agreements_peer
import directory_generator
import load
from directory_country import Country
from processes import memory_megabytes, processor_seconds, start_atlas
from values import timed

GOAL_PAGE_MS, GOAL_IMPORT_SECONDS, GOAL_REGISTRY_SECONDS = 50, 10, 3
MEASURE = "cooperation(ops-pup)"
FORMS = "wymiana-informacji wspolne-dzialania".split()
PURPOSES = "kis pai bezdomnosc niepelnosprawnosc praca seniorzy".split()


@dataclasses.dataclass(frozen=True)
class Size:
    institutions: int
    agreements: int
    asked: int  # of each page


FULL = Size(institutions=directory_generator.COUNT, agreements=agreements_generator.COUNT, asked=60)
QUICK = Size(institutions=20_000, agreements=4_000, asked=20)


def note(text):
    print(text, file=sys.stderr, flush=True)


# MARK: What is asked


class Pages:
    """Addresses of each page, for other agreements, institutions and units every time."""

    def __init__(self, made, agreements, country, seed=7):
        self.random = random.Random(seed)
        self.by_type = collections.defaultdict(list)
        for row in made.institutions:
            self.by_type[row["type"]].append(row["id"])
        self.agreements = [row["id"] for row in agreements.agreements]
        self.active = sorted({row["party"] for row in agreements.parties if ":" not in row["party"]})
        self.powiats = sorted(country.powiats)
        self.regions = sorted(country.regions)
        # Full codes, as shorter ones only lead there. A city with powiat rights is one page: the gmina of the same name leads there.
        self.units = self.powiats + sorted(gmina.code for gmina in country.gminas if not gmina.is_city)

    def one(self, choices):
        return self.random.choice(choices)

    def groups(self):
        """Name and how an address of it is made; the names in the order of the report."""
        one = self.one
        pair = lambda: f"strona={one(self.by_type['PUP'])}&strona={one(self.by_type['OPS'])}"  # noqa: E731
        status = lambda: one(("valid", "expired", "planned"))  # noqa: E731
        return {
            "/porozumienia": lambda: f"/porozumienia?day={self.day()}",
            "/porozumienia?unit&status": lambda: f"/porozumienia?unit={one(self.powiats + self.regions)}&status={status()}&day={self.day()}",
            "/porozumienia?q": lambda: f"/porozumienia?q={urllib.parse.quote(one(('partnerstwo', 'urzędu pracy', 'socjalnym')))}&day={self.day()}",
            "/porozumienia?view=map": lambda: f"/porozumienia?view=map&day={self.day()}",
            "/porozumienia?view=map&unit": lambda: f"/porozumienia?view=map&unit={one(self.powiats + self.regions)}&day={self.day()}",
            "/porozumienia?view=timeline": lambda: f"/porozumienia?view=timeline&day={self.day()}",
            "/porozumienia/{id}": lambda: f"/porozumienia/{one(self.agreements)}",
            "/api/v1/agreements?unit&status": lambda: f"/api/v1/agreements?unit={one(self.powiats + self.regions)}&status={status()}&day={self.day()}",
            "/api/v1/agreements/{id}": lambda: f"/api/v1/agreements/{one(self.agreements)}",
            "/porozumienia/siec": lambda: f"/porozumienia/siec?unit={one(self.powiats + self.regions)}",
            "/porozumienia/siec?institution": lambda: f"/porozumienia/siec?institution={one(self.active)}",
            "/porozumienia/siec (country)": lambda: "/porozumienia/siec",
            "/porozumienia/siec?form": lambda: f"/porozumienia/siec?form={one(FORMS)}&programme={one(agreements_generator.PROGRAMMES)}&day={self.day()}",
            "/porozumienia/siec?type": lambda: f"/porozumienia/siec?type=OPS&type=PUP&type={one(('NGO', 'PCPR', 'KIS', 'PES'))}&day={self.day()}",
            "/api/v1/network?unit": lambda: f"/api/v1/network?unit={one(self.powiats + self.regions)}",
            "/porozumienia/terminy": lambda: f"/porozumienia/terminy?unit={one(self.powiats + self.regions)}",
            "/porozumienia/kalendarz.ics?institution": lambda: f"/porozumienia/kalendarz.ics?institution={one(self.active)}",
            "/porozumienia/kalendarz.ics?unit": lambda: f"/porozumienia/kalendarz.ics?unit={one(self.powiats)}",
            "/porozumienia/potrzeby": lambda: f"/porozumienia/potrzeby?need=udzial-80-plus&share={self.random.randint(5, 60)}&lack={one(('brak', 'malo'))}",
            "/porozumienia/potrzeby?kind": lambda: (
                f"/porozumienia/potrzeby?need=udzial-65-plus&kind={one(('pcpr-pup', 'ngo', 'programmes', 'coordinators'))}&unit={one(self.regions)}"
                f"&share={self.random.randint(5, 60)}"),
            "/api/v1/cooperation-gaps": lambda: f"/api/v1/cooperation-gaps?need=udzial-80-plus&share={self.random.randint(5, 60)}",
            "/partnerzy?institution": lambda: f"/partnerzy?institution={one(self.by_type['OPS'])}",
            "/partnerzy?purpose&area=kraj": lambda: f"/partnerzy?institution={one(self.by_type['OPS'])}&purpose={one(PURPOSES)}&area=kraj",
            "/partnerzy?area=kraj": lambda: f"/partnerzy?institution={one(self.by_type['OPS'] + self.by_type['NGO'])}&area=kraj",
            "/api/v1/partners?institution": lambda: f"/api/v1/partners?institution={one(self.by_type['OPS'] + self.by_type['PUP'])}",
            "/porozumienia/nowe?strona": lambda: f"/porozumienia/nowe?wariant=ops-pup&{pair()}",
            "/porozumienia/nowe?wzor": lambda: f"/porozumienia/nowe?wzor={one(self.agreements)}",
            "/instytucje/{id}": lambda: f"/instytucje/{one(self.active)}",
            "/jednostki/{terc}": lambda: f"/jednostki/{one(self.units)}",
            f"values of {MEASURE}": lambda: f"/api/v1/indicators/{MEASURE}/values?level={one(('powiat', 'gmina'))}&period={self.random.randint(2005, 2026)}",
            f"tiles of {MEASURE}": lambda: f"/tiles/choropleth/{MEASURE}/{self.random.randint(2005, 2026)}/powiat/6/{one((34, 35, 36))}/{one((20, 21))}.png",
            "/api/v1/agreements/map": lambda: f"/api/v1/agreements/map?day={self.day()}",
            "/wiedza": lambda: "/wiedza",
            "/ankiety": lambda: "/ankiety",
            "/oferty/{terc}": lambda: f"/oferty/{one(self.powiats)}",
        }

    def files(self):
        """The same for files of the whole country: without a goal, as their length sets the time."""
        return {
            "/api/v1/agreements.csv": lambda: f"/api/v1/agreements.csv?day={self.day()}",
            "/api/v1/network (country)": lambda: "/api/v1/network",
            "/api/v1/network.graphml (country)": lambda: "/api/v1/network.graphml",
            "/api/v1/network/institutions.csv (country)": lambda: "/api/v1/network/institutions.csv",
            "/api/v1/network/links.csv (country)": lambda: "/api/v1/network/links.csv",
        }

    def day(self):
        return f"{self.random.randint(2006, 2026)}-{self.random.randint(1, 12):02d}-{self.random.randint(1, 28):02d}"


class Client:
    def __init__(self, server):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)

    def ask(self, path):
        """Milliseconds, status and the whole answer."""
        began = time.perf_counter()
        self.connection.request("GET", path)
        answer = self.connection.getresponse()
        body = answer.read()
        return (time.perf_counter() - began) * 1e3, answer.status, body


def stolen_ticks():
    """How often the host has given the processors of this machine to others (`steal` of /proc/stat)."""
    return int(pathlib.Path("/proc/stat").read_text().split("\n", 1)[0].split()[8])


def pages(client, pid, groups, asked):
    """By name the times, how long the first of its kind took, and the server's own work on one. Answers during which the host took the
    processors away do not count: others are asked for in their place, as long as there is one that counts among three."""
    found, absent = {}, []
    for name, address in groups.items():
        stolen = stolen_ticks()
        first, status, body = client.ask(address())
        is_first_disturbed = stolen_ticks() != stolen
        if status == 404:
            absent.append(name)
            continue
        times, sizes, disturbed = [], [], []
        worked = processor_seconds(pid)
        while len(times) < asked and len(times) + len(disturbed) < 3 * asked:
            stolen = stolen_ticks()
            milliseconds, status, body = client.ask(address())
            if status not in (200, 404):
                raise SystemExit(f"{status} {name}: {body[:500]}")
            (times if stolen_ticks() == stolen else disturbed).append(milliseconds)
            sizes.append(len(body))
        worked = (processor_seconds(pid) - worked) * 1e3 / len(sizes)
        # Where hardly any answer was left alone, all count.
        if len(times) < asked:
            times, disturbed = times + disturbed, []
        found[name] = {
            "first": first, "is_first_disturbed": is_first_disturbed, "times": sorted(times), "bytes": sorted(sizes)[len(sizes) // 2],
            "worked": worked, "disturbed": len(disturbed)}
        note(f"  {name}: p50 {load.percentile(times, 0.5):.1f} ms, longest {max(times):.1f} ms, the first {first:.0f} ms, processor {worked:.1f} ms, "
             f"{len(disturbed)} disturbed")
    return found, absent


def until_idle(pid, patience_seconds=60):
    """Waits until the server has made ahead what it makes after a start. Returns seconds."""
    began = time.perf_counter()
    quiet = 0
    while quiet < 3 and time.perf_counter() - began < patience_seconds:
        before = processor_seconds(pid)
        time.sleep(0.3)
        quiet = quiet + 1 if processor_seconds(pid) - before < 0.015 else 0
    return time.perf_counter() - began - 0.9


def saves(binary, database, repository, folder, client, pid, made, count):
    """Renames institutions one by one, as saving a form does. By save: seconds until the search finds the new name, and the server's
    processor seconds for it, with what it makes ahead afterwards."""
    shown, worked = [], []
    for number in range(count):
        row = dict(made.institutions[number * 997 % len(made.institutions)], name=f"Zmieniona Placówka Bukszpanowa {number}")
        table = folder / "changed-institutions.csv"
        directory_generator.write_table(table, directory_generator.INSTITUTION_COLUMNS, [row])
        until_idle(pid)
        before = processor_seconds(pid)
        subprocess.run([binary, "import", "directory", table, "--database", database], cwd=repository, check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        began = time.perf_counter()
        path = f"/api/v1/institutions/{row['id']}"
        while row["name"].encode() not in client.ask(f"/api/v1/institutions?q={urllib.parse.quote(row['name'])}&limit=5")[2]:
            if time.perf_counter() - began > 120:
                raise SystemExit(f"{path}: the search does not find its new name")
            time.sleep(0.02)
        shown.append(time.perf_counter() - began)
        until_idle(pid)
        worked.append(processor_seconds(pid) - before)
    return {"shown": sorted(shown), "worked": sorted(worked)}


def peers(database, client, plan, asked):
    """Medians of both sides for questions that both can answer, and whether the answers agree."""
    peer = agreements_peer.Peer(database, datetime.date.today())
    results = {}
    ours, theirs = [], []
    for _ in range(min(asked, 15)):
        unit = plan.one(plan.powiats)
        milliseconds, status, _ = client.ask(f"/api/v1/agreements?unit={unit}&limit=50")
        if status != 200:
            break
        ours.append(milliseconds)
        theirs.append(peer.ask(agreements_peer.LIST, unit=unit)[0] + peer.ask(agreements_peer.COUNTS)[0])
    if ours:
        results["agreements of a powiat, with a count of each status"] = (load.percentile(ours, 0.5), load.percentile(theirs, 0.5), "")
    ours = []
    for _ in range(5):
        milliseconds, status, body = client.ask(f"/api/v1/indicators/{MEASURE}/values?level=powiat")
        if status != 200:
            raise SystemExit(f"{status}: {body[:500]}")
        ours.append(milliseconds)
    runs = [peer.ask(agreements_peer.SHARES) for _ in range(3)]
    values = {match[0].decode(): match[1].decode() for match in re.findall(rb'"terc":"(\d+)"[^{}]*?"value":([0-9.]+|null)', body)}
    wanted = {powiat: with_agreement / total * 100 for powiat, total, with_agreement in runs[0][1]}
    compared = [code for code in wanted if values.get(code, "null") != "null"]
    equal = sum(abs(float(values[code]) - wanted[code]) < 1e-6 for code in compared)
    results["share of welfare centres with an agreement, by powiat"] = (
        load.percentile(ours, 0.5), load.percentile([run[0] for run in runs], 0.5), f"{equal} of {len(compared)} powiats equal")
    peer.close()
    return results


# MARK: Measuring


def measure(binary, folder, repository, quick):
    size = QUICK if quick else FULL
    country = Country(repository / "GeoData")
    note(f"making up {size.institutions:,} institutions and {size.agreements:,} agreements")
    tables = folder / "agreements"
    tables.mkdir()
    made = directory_generator.generate(folder, size.institutions, country)
    agreements = agreements_generator.generate(tables, made.institutions, made.source_id, size.agreements)
    database = folder / "agreements.sqlite"
    subprocess.run([binary, "init", "--database", database], cwd=repository, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    note("import of the institutions")
    timed(binary, ["import", "directory", folder / "institutions.csv", folder / "services.csv", "--database", database], repository)
    before = database.stat().st_size
    note("import of the agreements")
    imported = timed(binary, ["import", "agreements", tables, "--database", database], repository)
    again = timed(binary, ["import", "agreements", tables, "--database", database], repository)
    results = {
        "size": dataclasses.asdict(size), "parties": len(agreements.parties), "import": imported["seconds"], "import_memory": imported["memory"],
        "again": again["seconds"], "bytes": database.stat().st_size - before,
    }
    plan = Pages(made, agreements, country)
    began = time.perf_counter()
    with start_atlas(binary, database, repository, folder) as atlas:
        client = Client(atlas)
        client.ask("/api/v1/institutions?q=schronisko")
        results["directory"] = time.perf_counter() - began
        results["directory_worked"] = processor_seconds(atlas.pid)
        began = time.perf_counter()
        _, status, body = client.ask(f"/api/v1/indicators/{MEASURE}/values?level=powiat")
        if status != 200:
            raise SystemExit(f"{status}: {body[:500]}")
        results["registry"] = time.perf_counter() - began
        results["memory_at_start"] = memory_megabytes(atlas.pid, "VmRSS")
        results["ahead"] = until_idle(atlas.pid)
        note(f"each page {size.asked} times")
        results["pages"], results["absent"] = pages(client, atlas.pid, plan.groups(), size.asked)
        results["files"], _ = pages(client, atlas.pid, plan.files(), max(3, size.asked // 6))
        results["peers"] = peers(database, client, plan, size.asked)
        note("saves of single institutions")
        results["saves"] = saves(binary, database, repository, folder, client, atlas.pid, made, 5)
        results["memory"] = memory_megabytes(atlas.pid, "VmRSS")
        results["memory_highest"] = memory_megabytes(atlas.pid, "VmHWM")
    return results


# MARK: Report


def verdict(reached):
    return "reached" if reached else "**missed**"


def report(results):
    size = results["size"]
    print(f"{size['agreements']:,} made-up agreements with {results['parties']:,} parties, among {size['institutions']:,} made-up institutions.\n")
    print("| | Powiatlas | goal |\n|---|---:|---|")
    print(f"| import of the agreements | {results['import']:.1f} s; highest memory {results['import_memory']:.0f} MB; "
          f"{results['bytes'] / 2 ** 20:.0f} MB on disk | ≤ {GOAL_IMPORT_SECONDS} s: {verdict(results['import'] <= GOAL_IMPORT_SECONDS)} |")
    print(f"| … the same tables once more | {results['again']:.1f} s | |")
    print(f"| start to the first search of institutions | {results['directory']:.1f} s | |")
    print(f"| … from there to the first answer of the registry | {results['registry']:.2f} s | "
          f"≤ {GOAL_REGISTRY_SECONDS} s: {verdict(results['registry'] <= GOAL_REGISTRY_SECONDS)} |")
    print(f"| … from there until what is slow is made ahead | {results['ahead']:.1f} s | |")
    shown, worked = load.percentile(results["saves"]["shown"], 0.5), load.percentile(results["saves"]["worked"], 0.5)
    print(f"| one institution saved: until the search finds it, and the server's processor time with what it makes ahead | {shown:.2f} s; {worked:.2f} s, "
          f"{worked / results['directory_worked']:.2f} of that of a start | |")
    print(f"| memory: at start / after the pages / highest | {results['memory_at_start']:.0f} / {results['memory']:.0f} / "
          f"{results['memory_highest']:.0f} MB | |\n")
    print(f"Pages, each {size['asked']} times with other parameters, the whole answer over one connection. Answers during which the host of this "
          "virtual machine gave its processors to others (`steal` of `/proc/stat`) do not count; their number stands under “disturbed”. The first "
          "of each kind cannot be tried again: it counts when it was not disturbed.\n")
    print("| page | p50 | p90 | longest | the first | processor time | disturbed | size | goal |\n|---|---:|---:|---:|---:|---:|---:|---:|---|")
    for name, found in (results["pages"] | results["files"]).items():
        p50, p90, longest = load.percentile(found["times"], 0.5), load.percentile(found["times"], 0.9), max(found["times"])
        first = f"{found['first']:.0f} ms" + (" (disturbed)" if found["is_first_disturbed"] else "")
        goal = "a file: none"
        if name in results["pages"]:
            goal = f"≤ {GOAL_PAGE_MS} ms: {verdict(longest <= GOAL_PAGE_MS and (found['first'] <= GOAL_PAGE_MS or found['is_first_disturbed']))}"
        print(f"| `{name}` | {p50:.1f} ms | {p90:.1f} ms | {longest:.1f} ms | {first} | {found['worked']:.1f} ms | "
              f"{found['disturbed']} | {found['bytes'] / 1024:,.0f} KB | {goal} |")
    if results["absent"]:
        print("\nNot served by this build: " + ", ".join(f"`{name}`" for name in results["absent"]) + ".")
    print("\n| the same question | Powiatlas over HTTP | SQL, sqlite3 | ratio | |\n|---|---:|---:|---:|---|")
    for name, (ours, theirs, remark) in results["peers"].items():
        print(f"| {name} | {ours:.2f} ms | {theirs:.1f} ms | {ours / theirs:.3f} | {remark} |")
