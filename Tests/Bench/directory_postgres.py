# SPDX-License-Identifier: Apache-2.0
"""The peer: PostgreSQL full-text search and PostGIS over the same rows, in a private cluster that ends with the measurement.

Words are looked up twice, as their dictionary forms (the Polish dictionary that Debian converts for PostgreSQL) and without
diacritics; slips are corrected by trigrams; every search also counts types, services and target groups over all it finds.
"""

import atexit
import concurrent.futures
import csv
import datetime
import os
import pathlib
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time

import psycopg2

from directory_country import read_table

SCHEMA = pathlib.Path(__file__).with_name("directory_postgres.sql")
STOP_WORDS = set("w we z ze i o u na do dla po od przy koło kolo blisko obok gmina powiat województwo ul im".split())
CONFIGURATIONS = """
CREATE EXTENSION postgis;
CREATE EXTENSION pg_trgm;
CREATE EXTENSION unaccent;
CREATE TEXT SEARCH DICTIONARY polish_forms (TEMPLATE = ispell, DictFile = pl_pl, AffFile = pl_pl);
CREATE TEXT SEARCH CONFIGURATION pl (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION pl
    ALTER MAPPING FOR asciiword, word, asciihword, hword, hword_asciipart, hword_part WITH polish_forms, simple;
CREATE TEXT SEARCH CONFIGURATION plain (COPY = simple);
"""


def binaries():
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise SystemExit("PostgreSQL is missing: see the bench rows of Scripts/packages.txt")
    return found[-1].parent


class Cluster:
    """A database server of our own in a folder of its own, reached through a socket there."""

    def __init__(self, database="directory", preparation=CONFIGURATIONS):
        self.database, self.preparation = database, preparation
        self.binaries = binaries()
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="powiatlas-pg-"))
        # PostgreSQL refuses to run as root.
        account = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
        self.as_user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
        if account:
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        self.user = account.pw_name if account else pwd.getpwuid(os.geteuid()).pw_name
        self.port = 54_000 + os.getpid() % 1000
        self.process = None
        try:
            # When this is told to end in the midst of closing, too.
            atexit.register(self.close)
            self._start()
        except BaseException:
            self.close()
            raise

    def _start(self):
        data = self.folder / "data"
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
        subprocess.run([self.binaries / "initdb", "-D", data, "-U", self.user, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
                       check=True, stdout=subprocess.DEVNULL, cwd=self.folder, env=environment, **self.as_user)
        self.log = open(self.folder / "server.log", "ab")
        # No other setting than these: fsync only costs while loading.
        self.process = subprocess.Popen(
            [self.binaries / "postgres", "-D", data, "-k", self.folder, "-p", str(self.port), "-c", "listen_addresses=", "-c", "shared_buffers=512MB",
             "-c", "fsync=off"], stdout=self.log, stderr=self.log, cwd=self.folder, env=environment, **self.as_user)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                self.connect("template1").close()
                break
            except psycopg2.OperationalError:
                time.sleep(0.1)
        else:
            raise SystemExit("PostgreSQL did not start: " + (self.folder / "server.log").read_text()[-2000:])
        connection = self.connect("template1")
        connection.cursor().execute(f"CREATE DATABASE {self.database} TEMPLATE template0 ENCODING 'UTF8'")
        connection.close()
        connection = self.connect()
        connection.cursor().execute(self.preparation)
        connection.close()

    def connect(self, database=None):
        connection = psycopg2.connect(host=str(self.folder), port=self.port, user=self.user, dbname=database or self.database)
        connection.autocommit = True
        return connection

    @property
    def pid(self):
        return self.process.pid

    def version(self):
        connection = self.connect()
        cursor = connection.cursor()
        cursor.execute("SELECT current_setting('server_version'), postgis_lib_version()")
        server, postgis = cursor.fetchone()
        connection.close()
        return f"PostgreSQL {server.split(' ')[0]} with PostGIS {postgis}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        if self.process and self.process.poll() is None:
            # SIGINT: ends sessions and stops cleanly.
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def load(cluster, tables, geodata):
    """COPY of the rows, then the search table and its indexes. Returns the seconds of both.

    tables: (institutions.csv, services.csv) pairs, all loaded.
    """
    connection = cluster.connect()
    cursor = connection.cursor()
    _load_reference(cursor, geodata)
    # The reading of the dictionary belongs to a session, not to the rows.
    cursor.execute("SELECT to_tsvector('pl', 'ośrodek')")
    began = time.perf_counter()
    for name, position in (("institutions", 0), ("services", 1)):
        columns = next(csv.reader(open(tables[0][position], encoding="utf-8", newline="")))
        cursor.execute(f"CREATE UNLOGGED TABLE raw_{name} ({', '.join(column + ' text' for column in columns)})")
        for pair in tables:
            with open(pair[position], encoding="utf-8", newline="") as file:
                header = next(csv.reader([file.readline()]))
                cursor.copy_expert(f"COPY raw_{name} ({', '.join(header)}) FROM STDIN (FORMAT csv)", file)
    copied = time.perf_counter() - began
    cursor.execute(SCHEMA.read_text(encoding="utf-8"))
    total = time.perf_counter() - began
    cursor.execute("SELECT count(*) FROM institution")
    count = cursor.fetchone()[0]
    connection.close()
    return {"copy": copied, "index": total - copied, "seconds": total, "count": count}


def _load_reference(cursor, geodata):
    """Units, terms and what the law assigns: there before the rows, in both programs."""
    cursor.execute("CREATE TABLE unit (code text, name text); CREATE TABLE term (number int, id text, parent text, name_pl text); "
                   "CREATE TABLE statutory (type text, city boolean, service text, targets text[])")
    for row in read_table(geodata / "territory" / "units.csv"):
        if not row["valid_to"]:
            cursor.execute("INSERT INTO unit VALUES (%s, %s)", (row["code"][:6], row["name"]))
    for number, row in enumerate(read_table(geodata / "directory" / "taxonomy.csv")):
        cursor.execute("INSERT INTO term VALUES (%s, %s, %s, %s)", (number, row["id"], row["parent"] or None, row["name_pl"]))
    for row in read_table(geodata / "directory" / "statutory-services.csv"):
        cursor.execute("INSERT INTO statutory VALUES (%s, %s, %s, %s)",
                       (row["institution_type"], row["condition"] != "", row["service"], row["targets"].split()))


class Search:
    """Asks questions over one connection that stays open."""

    # Found once, then counted by type, service and target group, and the first twenty in order.
    STATEMENT = """
        WITH found AS MATERIALIZED (
            SELECT number, type, services, targets, {rank} AS rank, {distance} AS distance FROM institution WHERE {condition}),
        hits AS (SELECT number, rank, distance FROM found ORDER BY {order} LIMIT 20)
        SELECT (SELECT count(*) FROM found), json_build_object(
            'types', (SELECT json_object_agg(type, n) FROM (SELECT type, count(*) AS n FROM found GROUP BY type) AS counted),
            'services', (SELECT json_object_agg(term, n) FROM (SELECT term, count(*) AS n FROM found, unnest(services) AS term GROUP BY term) AS counted),
            'targets', (SELECT json_object_agg(term, n) FROM (SELECT term, count(*) AS n FROM found, unnest(targets) AS term GROUP BY term) AS counted),
            'hits', (SELECT json_agg(json_build_object('id', id, 'type', type, 'name', name, 'street', street, 'building', building,
                'postal_code', postal_code, 'locality', locality, 'phones', phones, 'distance', distance)
                ORDER BY {order}) FROM hits JOIN institution USING (number)))::text
    """
    ORDERS = {"distance": "distance NULLS LAST, number", "name": "number", "": "rank DESC, distance NULLS LAST, number"}

    def __init__(self, cluster):
        self.connection = cluster.connect()
        self.cursor = self.connection.cursor()
        self.cursor.execute("SELECT id, number FROM term")
        self.terms = dict(self.cursor.fetchall())
        self.today = datetime.date.today()
        # Every session reads the dictionary once.
        self.cursor.execute("SELECT to_tsvector('pl', 'ośrodek'), unaccent('ż'), ST_Distance('POINT(20 50)'::geography, 'POINT(21 50)'::geography)")

    def close(self):
        self.connection.close()

    def ask(self, query):
        """The number of results; the text of the answer is fetched, as a server of pages would."""
        words = self._words(query.text)
        total = self._run(query, words)
        if total == 0 and words:
            corrected = self._corrected(words)
            if corrected != words:
                total = self._run(query, corrected)
        return total

    def _words(self, text):
        words = re.findall(r"\w+", text.lower())
        return [word for word in words if word not in STOP_WORDS] or words

    def _run(self, query, words):
        parameters = {}
        conditions = []

        def add(condition, **values):
            conditions.append(condition)
            parameters.update(values)

        wanted = None
        if words:
            parts = []
            for number, word in enumerate(words):
                # The last word may not be finished.
                prefix = ":*" if number == len(words) - 1 else ""
                parameters |= {f"word{number}": word, f"prefix{number}": prefix}
                parts.append(f"(to_tsquery('pl', %(word{number})s) || to_tsquery('plain', unaccent(%(word{number})s) || %(prefix{number})s))")
            wanted = "(" + " && ".join(parts) + ")"
            add(f"words @@ {wanted}")
        if query.types:
            add("type = ANY (%(types)s)", types=list(query.types))
        if query.services:
            add("services && %(services)s", services=[self.terms[id] for id in query.services])
        if query.targets:
            add("targets && %(targets)s", targets=[self.terms[id] for id in query.targets])
        if query.unit:
            add("stem LIKE %(unit)s", unit=query.unit + "%")
        if query.serves:
            add("area && %(serves)s", serves=["00", query.serves[:2], query.serves[:4], query.serves])
        if query.near:
            parameters |= {"x": query.near[0], "y": query.near[1]}
        point = "ST_SetSRID(ST_MakePoint(%(x)s, %(y)s), 4326)::geography"
        if query.radius:
            add(f"ST_DWithin(place, {point}, %(radius)s)", radius=query.radius * 1000)
        if query.verified:
            add("verified_on >= %(since)s", since=self.today - datetime.timedelta(days=90))
        if query.free:
            add("has_free_places")
        statement = self.STATEMENT.format(
            rank=f"ts_rank_cd(words, {wanted})" if wanted else "0", distance=f"ST_Distance(place, {point})" if query.near else "NULL::float8",
            condition=" AND ".join(conditions) or "true", order=self.ORDERS[query.sort])
        self.cursor.execute(statement, parameters)
        return self.cursor.fetchone()[0]

    def _corrected(self, words):
        corrected = []
        for word in words:
            self.cursor.execute(
                "SELECT coalesce((SELECT word FROM word WHERE word = unaccent(%(word)s)), "
                "(SELECT word FROM word WHERE word %% unaccent(%(word)s) ORDER BY word <-> unaccent(%(word)s) LIMIT 1), %(word)s)", {"word": word})
            corrected.append(self.cursor.fetchone()[0])
        return corrected


def latencies(search, queries):
    """Each query once over one connection: milliseconds and numbers of results."""
    times, totals = [], []
    for query in queries:
        began = time.perf_counter()
        total = search.ask(query)
        times.append((time.perf_counter() - began) * 1e3)
        totals.append(total)
    return times, totals


def throughput(searches, queries, seconds):
    """Searches a second over several connections at once."""
    deadline = time.perf_counter() + seconds
    remaining = iter(queries)
    lock = threading.Lock()

    def work(search):
        done = 0
        while time.perf_counter() < deadline:
            with lock:
                query = next(remaining, None)
            if query is None:
                break
            search.ask(query)
            done += 1
        return done

    began = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(len(searches)) as pool:
        done = sum(pool.map(work, searches))
    return done / (time.perf_counter() - began)
