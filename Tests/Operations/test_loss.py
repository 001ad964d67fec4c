# SPDX-License-Identifier: Apache-2.0
"""Servers that are killed, disks that are full, disks that cannot be written: what was acknowledged stays."""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time

import pytest

from acknowledged import SurveyAnswers, Writers, integrity, powiatlas
from disks import Disk
from server import BINARY, REPOSITORY, Server, wait_for


@pytest.fixture(scope="module")
def values(tmp_path_factory):
    """A table of many values, which takes a while and some megabytes to import."""
    file = tmp_path_factory.mktemp("values") / "values.csv"
    rows = ["indicator,period,code,value,flag"]
    units = (REPOSITORY / "GeoData/territory/units.csv").read_text(encoding="utf-8").splitlines()
    codes = sorted({row.split(",")[0] for row in units if len(row.split(",")[0]) == 4})[:200]
    rows += [f"ludnosc,{year},{code},{year + index * 7}," for year in range(1940, 2000) for index, code in enumerate(codes)]
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return file


@pytest.mark.parametrize("workers", [1, 2])
def test_a_killed_server_keeps_what_it_acknowledged(surveyed, values, tmp_path, workers):
    database = tmp_path / "atlas.sqlite"
    shutil.copy(surveyed[0], database)
    answers = SurveyAnswers(surveyed[1])
    seed = random.randrange(1 << 32)
    moments = random.Random(seed)
    for turn in range(2):
        folder = tmp_path / str(turn)
        folder.mkdir()
        with Server(database, folder, "--workers", str(workers)) as server:
            processes = [server.process.pid, *(server.workers() if workers > 1 else [])]
            writers = Writers(server, answers)
            wait_for(lambda: writers.acknowledged > 10, "writes")
            importing = subprocess.Popen([BINARY, "import", "observations", values, "--database", database], cwd=REPOSITORY,
                                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(moments.uniform(0.05, 0.6))
            importing.kill()
            importing.wait()
            time.sleep(moments.uniform(0.05, 0.4))
            for process in processes:
                os.kill(process, signal.SIGKILL)
            server.process.wait()
            writers.join()
            assert writers.acknowledged > 10 and set(writers.refused) <= {503}, (seed, writers.refused)
        assert answers.lost(database) == [], seed
        assert integrity(database) == ["ok"], seed


def make_database_on(disk, surveyed):
    shutil.copy(surveyed[0], disk.outside / "atlas.sqlite")
    return disk.inside / "atlas.sqlite"


def test_a_full_disk_refuses_writes_and_loses_none(surveyed, values, tmp_path):
    size = surveyed[0].stat().st_size
    with Disk(tmp_path / "disk", (size >> 20) + 12) as disk:
        inside = make_database_on(disk, surveyed)
        answers = SurveyAnswers(surveyed[1])
        (tmp_path / "server").mkdir()
        with Server(inside, tmp_path / "server", prefix=disk.prefix) as server:
            for turn in range(5):
                assert answers.write(server, turn) is True
            disk.fill()
            # Some writes find room in the log that is there already; sooner or later there is none.
            statuses = []
            for turn in range(400):
                statuses.append(answers.write(server, turn))
                if statuses[-1] is not True:
                    break
            assert statuses[-1] == 507, statuses[-1]
            token = surveyed[1][0]
            fields = {"_version": answers.saved[token], "_action": "save", "wspolpraca": "tak"}
            status, headers, body = server.post(f"/ankieta/{token}", fields)
            assert status == 507 and headers["content-type"].startswith("application/problem+json"), (status, body)
            problem = json.loads(body)
            assert "disk is full" in problem["detail"] and int(headers["retry-after"]) > 0
            # It goes on reading.
            for path in ["/healthz", "/", "/katalog?q=praca", "/api/v1/units?level=powiat", f"/ankieta/{token}",
                         "/tiles/choropleth/ludnosc/2021/powiat/7/71/43.png"]:
                assert server.get(path)[0] == 200, path
            commands = [("import", "observations", values, "--database", inside),
                        ("backup", "--database", inside, "--to", disk.inside / "copy.sqlite"),
                        ("restore", surveyed[0], "--database", disk.inside / "other.sqlite"),
                        ("init", "--database", disk.inside / "new.sqlite")]
            before = sorted(path.name for path in disk.outside.iterdir())
            for command in commands:
                done = powiatlas(*command, prefix=disk.prefix)
                assert done.returncode == 1 and "no room on the disk" in done.stderr, (command, done.stderr)
                assert "Make room" in done.stderr
            assert sorted(path.name for path in disk.outside.iterdir()) == before
            disk.make_room()
            for turn in range(5):
                assert answers.write(server, turn) is True
            assert server.end() == 0
        copy = disk.copy("atlas.sqlite", tmp_path / "copy")
        assert answers.lost(copy) == [] and integrity(copy) == ["ok"]
        done = powiatlas("import", "observations", values, "--database", inside, prefix=disk.prefix)
        assert done.returncode == 0, done.stderr


def test_a_disk_that_fills_during_an_import_leaves_the_database_as_it_was(surveyed, values, tmp_path):
    size = surveyed[0].stat().st_size
    with Disk(tmp_path / "disk", (size >> 20) + 12) as disk:
        inside = make_database_on(disk, surveyed)
        answers = SurveyAnswers(surveyed[1])
        for leave in [20_000, 100_000, 400_000, 1_000_000]:
            disk.fill(leave)
            done = powiatlas("import", "observations", values, "--database", inside, prefix=disk.prefix)
            disk.make_room()
            assert done.returncode in (0, 1), done.stderr
            if done.returncode == 1:
                assert "no room on the disk" in done.stderr, done.stderr
            imports = powiatlas("imports", "--database", inside, prefix=disk.prefix)
            assert imports.returncode == 0 and ("observations" in imports.stdout) == (done.returncode == 0), (leave, imports.stdout)
            copy = disk.copy("atlas.sqlite", tmp_path / "copy")
            assert answers.lost(copy) == [] and integrity(copy) == ["ok"]
            if done.returncode == 0:
                break
        assert leave > 20_000, "the disk was never full"


def expect_reading_only(server, surveyed):
    token = surveyed[1][0]
    state = json.loads(server.get("/healthz")[2])
    assert state["status"] == "ok" and state["read_only"] is True
    for path in ["/", "/katalog?q=praca", "/mapa", "/api/v1/units?level=powiat", f"/ankieta/{token}"]:
        assert server.get(path)[0] == 200, path
    status, headers, body = server.post(f"/ankieta/{token}", {"_version": 0, "_action": "save", "wspolpraca": "tak"})
    assert status == 503 and "can only read" in json.loads(body)["detail"] and int(headers["retry-after"]) > 0, (status, body)


def test_a_read_only_disk_is_served_and_not_written(surveyed, values, tmp_path):
    size = surveyed[0].stat().st_size
    with Disk(tmp_path / "disk", (size >> 20) + 12) as disk:
        inside = make_database_on(disk, surveyed)
        disk.make_read_only()
        (tmp_path / "server").mkdir()
        with Server(inside, tmp_path / "server", "--workers", "2", prefix=disk.prefix) as server:
            expect_reading_only(server, surveyed)
            for command in [("import", "observations", values, "--database", inside), ("init", "--force", "--database", inside),
                            ("restore", surveyed[0], "--database", inside, "--force"),
                            ("backup", "--database", inside, "--to", disk.inside / "copy.sqlite")]:
                done = powiatlas(*command, prefix=disk.prefix)
                said = "that you may write to" if command[0] == "init" else "cannot be written"
                assert done.returncode == 1 and said in done.stderr, (command, done.stderr)
            done = powiatlas("backup", "--database", inside, "--to", tmp_path / "copy.sqlite", prefix=disk.prefix)
            assert done.returncode == 0, done.stderr
            assert server.end() == 0
        # A server that was killed left a log: what it holds is read, or the server says what to do.
        disk.make_writable()
        answers = SurveyAnswers(surveyed[1])
        with Server(inside, tmp_path / "server", prefix=disk.prefix) as server:
            for turn in range(10):
                assert answers.write(server, turn) is True
            server.process.kill()
            server.process.wait()
        assert (disk.outside / "atlas.sqlite-wal").stat().st_size > 0
        disk.make_read_only()
        with Server(inside, tmp_path / "server", prefix=disk.prefix) as server:
            token = answers.tokens[0]
            page = server.get(f"/ankieta/{token}")[2].decode()
            assert 'name="_version" value="1"' in page
            assert server.end() == 0
        assert answers.lost(disk.copy("atlas.sqlite", tmp_path / "copy")) == []


def test_a_file_that_others_own_is_read(surveyed, tmp_path):
    """The user of the server may read the file and nothing more."""
    folder = tmp_path / "owned"
    folder.mkdir()
    database = folder / "atlas.sqlite"
    shutil.copy(surveyed[0], database)
    database.chmod(0o444)
    folder.chmod(0o555)
    # Root may write whatever the mode says, unless it gives that right away.
    prefix = ["setpriv", "--bounding-set=-dac_override"] if os.geteuid() == 0 else []
    (tmp_path / "server").mkdir()
    try:
        with Server(database, tmp_path / "server", prefix=prefix) as server:
            expect_reading_only(server, surveyed)
            # Somebody who may write does: what was read may be torn, so the server ends and is started again.
            folder.chmod(0o755)
            database.chmod(0o644)
            change(database)
            assert server.process.wait(timeout=60) != 0
            assert "written by another user" in server.log()
    finally:
        folder.chmod(0o755)


def change(database):
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE atlas_property SET value = 'changed' WHERE name = 'data-version'")
    connection.close()
