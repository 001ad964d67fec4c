# SPDX-License-Identifier: Apache-2.0
"""What the atlas does with values, done the plain way: a row a value in a SQLite table with two indexes, through Python's sqlite3."""

import csv
import random
import sqlite3
import time


class RowTable:
    def __init__(self, path):
        self.path = path
        self.connection = sqlite3.connect(path)
        self.indicators = {}

    def _rows(self, files):
        for file in files:
            with open(file, encoding="ascii", newline="") as table:
                reader = csv.reader(table)
                next(reader)
                for indicator, period, code, value, flag in reader:
                    number = self.indicators.setdefault(indicator, len(self.indicators) + 1)
                    yield number, int(period), int(code), float(value) if value else None, flag or None

    def load(self, files):
        """Seconds for all rows in one transaction, indexes included."""
        began = time.perf_counter()
        self.connection.executescript(
            "PRAGMA journal_mode = WAL;"
            "CREATE TABLE observation (indicator INTEGER NOT NULL, period INTEGER NOT NULL, unit INTEGER NOT NULL, value REAL, flag TEXT, "
            "PRIMARY KEY (indicator, period, unit)) WITHOUT ROWID;")
        with self.connection:
            self.connection.executemany("INSERT INTO observation VALUES (?, ?, ?, ?, ?)", self._rows(files))
            self.connection.execute("CREATE INDEX observation_unit ON observation (unit, indicator)")
        self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return time.perf_counter() - began

    def size(self):
        return self.path.stat().st_size

    def _times(self, count, ask):
        times = []
        for number in range(count + 5):
            began = time.perf_counter()
            ask()
            # The first ones fill the caches.
            if number >= 5:
                times.append((time.perf_counter() - began) * 1e3)
        return sorted(times)

    def slices(self, count, years):
        rng = random.Random(1)

        def ask():
            self.connection.execute(
                "SELECT unit, value, flag FROM observation WHERE indicator = ? AND period = ? AND unit >= 10000",
                (rng.randint(1, len(self.indicators)), rng.choice(years))).fetchall()
        return self._times(count, ask)

    def profiles(self, count):
        rng = random.Random(2)
        units = [row[0] for row in self.connection.execute(
            "SELECT unit FROM observation WHERE indicator = 1 AND period = (SELECT min(period) FROM observation) AND unit >= 10000")]

        def ask():
            self.connection.execute(
                "SELECT indicator, period, value, flag FROM observation WHERE unit = ?", (rng.choice(units),)).fetchall()
        return self._times(count, ask)

    def close(self):
        self.connection.close()
