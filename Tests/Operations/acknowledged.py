# SPDX-License-Identifier: Apache-2.0
"""Writes that a server has acknowledged: what it said is saved has to be there, whatever happens to it afterwards."""

import http.client
import json
import sqlite3
import subprocess
import threading

from server import BINARY, PATIENCE, REPOSITORY

SURVEY = "wspolpraca-2199"


def powiatlas(*arguments, prefix=(), **options):
    return subprocess.run([*prefix, BINARY, *arguments], cwd=REPOSITORY, capture_output=True, text=True, timeout=PATIENCE, **options)


def open_survey(database, folder):
    """Opens a survey in the database; gives the tokens by which welfare centres answer it."""
    copy = powiatlas("export", "survey", "wspolpraca-ops-up-2015", "--as", SURVEY, "--asker", "ROPS", "--opens", "2020-01-01",
                     "--closes", "2199-12-31", "--database", database)
    assert copy.returncode == 0, copy.stderr
    file = folder / "survey.json"
    file.write_text(copy.stdout, encoding="utf-8")
    taken = powiatlas("import", "survey", file, "--database", database)
    assert taken.returncode == 0, taken.stderr
    links = powiatlas("survey", "invite", SURVEY, "--type", "OPS", "--unit", "12", "--database", database)
    assert links.returncode == 0, links.stderr
    tokens = [row.rsplit("/", 1)[1] for row in links.stdout.splitlines()[1:]]
    assert len(tokens) > 20
    return tokens


class SurveyAnswers:
    """Answers of institutions, saved again and again; each save has a number, which is the version of the sheet.

    Another kind of write is another class with `write` and `lost`.
    """

    def __init__(self, tokens):
        self.tokens = tokens
        self.saved = {token: 0 for token in tokens}

    def write(self, server, turn):
        """Saves once. True when the server acknowledged it, else its status."""
        token = self.tokens[turn % len(self.tokens)]
        version = self.saved[token]
        status, _, _ = server.post(f"/ankieta/{token}", {
            "_version": version, "_action": "save", "wspolpraca": self._answer(version + 1)})
        if status != 303:
            return status
        self.saved[token] = version + 1
        return True

    @staticmethod
    def _answer(version):
        return "tak" if version % 2 else "nie"

    def lost(self, database):
        """What the file does not have although it was acknowledged, or has although it was never sent."""
        faults = []
        with sqlite3.connect(database) as connection:
            sheets = self._sheets(connection)
            for token in self.tokens:
                version, answer = sheets[token]
                # The last one may have been written without its acknowledgement having come through.
                if not self.saved[token] <= version <= self.saved[token] + 1:
                    faults.append(f"{token}: version {version}, acknowledged {self.saved[token]}")
                elif version and answer != self._answer(version):
                    faults.append(f"{token}: answer {answer} of version {version}")
                self.saved[token] = version
        connection.close()
        return faults

    def _sheets(self, connection):
        """The version and the answer of each token, in the order in which they were made."""
        rows = connection.execute("""
            SELECT i.version, (SELECT value FROM survey_answer a WHERE a.invitation_number = i.number AND a.question_id = 'wspolpraca')
            FROM survey_invitation i JOIN survey s ON s.number = i.survey_number WHERE s.id = ? ORDER BY i.number""", [SURVEY]).fetchall()
        assert len(rows) == len(self.tokens)
        return dict(zip(self.tokens, rows))


class Writers:
    """Clients that write without a pause until the server does not answer."""

    def __init__(self, server, writes, count=3):
        self.server, self.writes, self.isOver = server, writes, False
        self.acknowledged, self.refused = 0, []
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.run, args=(index, count)) for index in range(count)]
        for thread in self.threads:
            thread.start()

    def run(self, turn, step):
        while not self.isOver:
            try:
                answer = self.writes.write(self.server, turn)
            except (OSError, http.client.HTTPException):
                return
            with self.lock:
                if answer is True:
                    self.acknowledged += 1
                else:
                    self.refused.append(answer)
            turn += step

    def join(self):
        self.isOver = True
        for thread in self.threads:
            thread.join(PATIENCE)


def integrity(database):
    connection = sqlite3.connect(database)
    try:
        return [row[0] for row in connection.execute("PRAGMA integrity_check")] + connection.execute("PRAGMA foreign_key_check").fetchall()
    finally:
        connection.close()


def data_version(database):
    connection = sqlite3.connect(database)
    try:
        return connection.execute("SELECT value FROM atlas_property WHERE name = 'data-version'").fetchone()[0]
    finally:
        connection.close()


def manifest(backup):
    return json.loads(backup.with_name(backup.name + ".json").read_text(encoding="utf-8"))
