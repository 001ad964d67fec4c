# SPDX-License-Identifier: Apache-2.0
"""Many people at once: editors who save again and again, some of them the same sheet or the same entry of the directory and the registry,
while readers ask for pages, searches and tiles.

No answer may be a server's error, no connection may break, and no write that was acknowledged may be lost. By itself it runs for two minutes
with 200 clients:

    .venv/bin/python Tests/Attacks/crowd.py [--seconds 120] [--editors 60] [--readers 140]
"""

import argparse
import collections
import csv
import http.client
import io
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import served_atlas  # noqa: E402
from panel_editors import Newsroom  # noqa: E402

SURVEY = "proba-tlumu"
TYPE = "OPS"
READING = ("/", "/katalog?q=pomoc", "/katalog?unit=12&type=OPS", "/mapa?indicator=ludnosc&level=powiat", "/jednostki/1216", "/porozumienia", "/wiedza", "/ankiety",
           "/api/v1/institutions?q=bezdomno%C5%9B%C4%87&limit=20", "/api/v1/indicators/ludnosc/values?level=powiat", "/api/v1/units/at?lon=20.98&lat=50.01",
           "/tiles/choropleth/ludnosc/2021/powiat/7/71/43.png", "/tiles/units/powiat/7/71/43.mvt", "/hsds/services?per_page=5", "/ogc/collections/institutions/items?limit=10",
           "/instytucje/mops-ostrowiec", "/instytucje/pup-olkusz/historia", "/porozumienia/wspolna-sprawa-ostrowiec", "/api/v1/agreements?institution=pup-olkusz",
           "/api/v1/units/nobody", "/katalog?type=nobody")
EXPECTED = {200, 304, 400, 404}
# A machine that has much else to do breaks no connection.
ANSWER_SECONDS = 600


class Ledger:
    """What was asked, acknowledged and wrong, by all threads."""

    def __init__(self):
        self.lock = threading.Lock()
        self.statuses = collections.Counter()
        self.faults = []
        # Of each sheet: version before the write → what was written.
        self.acknowledged = collections.defaultdict(dict)

    def fault(self, text):
        with self.lock:
            if len(self.faults) < 20:
                self.faults.append(text)

    def count(self, what, status):
        with self.lock:
            self.statuses[what, status] += 1

    def total(self, what, *statuses):
        with self.lock:
            return sum(count for (name, status), count in self.statuses.items() if name == what and (not statuses or status in statuses))


class Span:
    """So many seconds, and on a busy machine as much longer as it takes to have tried enough."""

    PATIENCE_SECONDS = 180

    def __init__(self, seconds, has_tried_enough=lambda: True):
        self.end = time.monotonic() + seconds
        self.has_tried_enough = has_tried_enough

    def is_over(self):
        late = time.monotonic() - self.end
        return late > 0 and (late > self.PATIENCE_SECONDS or self.has_tried_enough())


class Client:
    """One kept connection, as a browser has; of somebody signed in with the session's cookie."""

    def __init__(self, address, ledger, cookie=None):
        self.cookie = cookie
        # Where the last answer leads to.
        self.location = None
        self.host = urllib.parse.urlsplit(address).netloc
        self.origin = address
        self.ledger = ledger
        self.connection = None

    def ask(self, what, method, path, body=None, headers=None):
        headers = dict(headers or {})
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.origin}
        if self.cookie:
            headers["Cookie"] = f"powiatlas={self.cookie}"
        if self.connection is None:
            self.connection = http.client.HTTPConnection(self.host, timeout=ANSWER_SECONDS)
        try:
            self.connection.request(method, path, body=body, headers=headers)
            response = self.connection.getresponse()
            text = response.read()
        except (OSError, http.client.HTTPException) as error:
            self.connection.close()
            self.connection = None
            self.ledger.fault(f"{method} {path}: {type(error).__name__} {error}")
            return None, b""
        self.ledger.count(what, response.status)
        self.location = response.getheader("Location")
        if response.getheader("Connection", "").lower() == "close":
            self.connection.close()
            self.connection = None
        return response.status, text


def read(address, ledger, span, seed):
    rng = random.Random(seed)
    client = Client(address, ledger)
    while not span.is_over():
        path = rng.choice(READING)
        status, _ = client.ask("read", "GET", path, headers={"Accept-Encoding": "gzip"})
        if status is not None and status not in EXPECTED:
            ledger.fault(f"GET {path}: {status}")


def form_of(text):
    version = re.search(rb'name="_version" value="(\d+)"', text)
    return int(version[1]) if version else None


def edit(address, ledger, span, seed, token):
    """Saves a sheet with what was read in mind; whoever is overtaken reads again, as the page asks."""
    client = Client(address, ledger)
    path = f"/ankieta/{token}"
    number = 0
    while not span.is_over():
        status, text = client.ask("form", "GET", path)
        version = form_of(text)
        if status != 200 or version is None:
            ledger.fault(f"the form: {status} {text[:200]!r}")
            continue
        number += 1
        words = f"wpis {seed}-{number}"
        body = urllib.parse.urlencode({"_version": version, "_action": "save", "uwagi": words})
        status, text = client.ask("write", "POST", path, body)
        if status == 303:
            with ledger.lock:
                if version in ledger.acknowledged[token]:
                    ledger.faults.append(f"two writes upon version {version} were acknowledged: {words}, {ledger.acknowledged[token][version]}")
                ledger.acknowledged[token][version] = words
        elif status != 409:
            ledger.fault(f"POST: {status} {text[:300]!r}")


def sign_in(address, ledger, span, seed):
    """Tries passwords as fast as it can, of somebody new each time: each costs the server what scrypt costs, until it says no."""
    client = Client(address, ledger)
    number = 0
    while not span.is_over():
        number += 1
        body = urllib.parse.urlencode({"email": f"osoba{seed}-{number}@example.org", "password": "korek zapalony bateria spinacz"})
        status, _ = client.ask("sign-in", "POST", "/logowanie", body)
        if status not in (422, 429, 503):
            ledger.fault(f"POST /logowanie: {status}")


def flood(address, seconds, attackers, readers, has_tried_enough):
    """Many who try passwords, and some who read meanwhile."""
    ledger = Ledger()
    span = Span(seconds, lambda: has_tried_enough(ledger))
    threads = [threading.Thread(target=sign_in, args=(address, ledger, span, seed)) for seed in range(attackers)]
    threads += [threading.Thread(target=read, args=(address, ledger, span, seed)) for seed in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ledger


def lost_writes(address, ledger):
    """What the sheets say now against what was acknowledged: each write made one version, and the last one stands."""
    client = Client(address, ledger)
    for token, written in ledger.acknowledged.items():
        _, text = client.ask("form", "GET", f"/ankieta/{token}")
        version = form_of(text)
        last = written[max(written)]
        if version != len(written):
            yield f"{len(written)} writes were acknowledged, but the sheet has version {version}"
        if last not in text.decode():
            yield f"“{last}” was acknowledged last and is not there"


def run(address, folder, seconds, editors, readers, has_tried_enough=lambda ledger: True):
    """Lets them loose and gives the ledger. Three editors of four have a sheet of their own, the others share; entries have three editors each."""
    ledger = Ledger()
    tokens, ledger.newsroom = invite(folder), Newsroom(folder)

    def signed_in(cookie):
        return Client(address, ledger, cookie)

    span = Span(seconds, lambda: has_tried_enough(ledger))
    own = max(1, editors * 3 // 4)
    threads = [threading.Thread(target=edit, args=(address, ledger, span, seed, tokens[seed if seed < own else own - 1 - seed % max(1, own // 3)]))
               for seed in range(editors)]
    threads += ledger.newsroom.threads(signed_in, ledger, span)
    threads += [threading.Thread(target=read, args=(address, ledger, span, seed)) for seed in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ledger.faults += lost_writes(address, ledger)
    ledger.faults += ledger.newsroom.lost_writes(signed_in)
    return ledger


def prepare(folder):
    """A survey that is open, for the folder's database."""
    file = folder / "ankieta.json"
    file.write_text(json.dumps({
        "id": SURVEY, "title": {"pl": "Próba tłumu", "en": "A crowd"}, "introduction": {"pl": "Jedno pytanie.", "en": "One question."}, "asked": [TYPE],
        "period": "2026", "opens": "2020-01-01", "closes": "2099-12-31", "anonymous": True,
        "source": {"id": "proba", "name": {"pl": "Próba", "en": "A trial"}, "publisher": "Próba", "date": "2026", "licence": {"pl": "CC0", "en": "CC0"}},
        "questions": [{"id": "uwagi", "kind": "text", "text": {"pl": "Uwagi", "en": "Remarks"}}],
    }), encoding="utf-8")
    return file


def invite(folder):
    """Links for the institutions that are asked."""
    out = subprocess.run([served_atlas.program(), "survey", "invite", SURVEY, "--type", TYPE, "--database", folder / "atlas.sqlite"],
                         cwd=served_atlas.REPOSITORY, stdout=subprocess.PIPE, text=True, check=True, timeout=120).stdout
    return [row["link"].rsplit("/", 1)[1] for row in csv.DictReader(io.StringIO(out))]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--editors", type=int, default=60)
    parser.add_argument("--readers", type=int, default=140)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        with served_atlas.serve(folder, ("survey", prepare(folder))) as site:
            ledger = run(site.address, folder, options.seconds, options.editors, options.readers)
    for (what, status), count in sorted(ledger.statuses.items()):
        print(f"{what} {status}: {count}")
    print(f"{sum(map(len, ledger.acknowledged.values()))} acknowledged writes of {len(ledger.acknowledged)} sheets")
    print(f"{sum(map(len, ledger.newsroom.acknowledged.values()))} acknowledged changes of {len(ledger.newsroom.acknowledged)} entries")
    for fault in ledger.faults:
        print(f"FAULT: {fault}")
    sys.exit(1 if ledger.faults else 0)


if __name__ == "__main__":
    main()
