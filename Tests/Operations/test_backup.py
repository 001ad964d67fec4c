# SPDX-License-Identifier: Apache-2.0
"""Backups: made while the atlas is served and written, looked through, restored on another machine."""

import gzip
import json
import os
import shutil
import sqlite3
import subprocess
import time

import pytest

from acknowledged import SurveyAnswers, Writers, data_version, integrity, manifest, powiatlas
from server import BINARY, REPOSITORY, Server, wait_for


@pytest.fixture
def atlas(surveyed, tmp_path):
    """A copy of it for one test."""
    path = tmp_path / "atlas.sqlite"
    shutil.copy(surveyed[0], path)
    return path, SurveyAnswers(surveyed[1])


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_backup_of_a_written_server_holds_one_moment_and_is_restored_elsewhere(atlas, tmp_path):
    database, answers = atlas
    folder = tmp_path / "backups"
    folder.mkdir()
    (tmp_path / "server").mkdir()
    with Server(database, tmp_path / "server", "--workers", "2") as server:
        writers = Writers(server, answers)
        wait_for(lambda: writers.acknowledged > 20, "writes")
        made = []
        for options in [(), ("--compress",), ("--keep", "latest=2")]:
            before = dict(answers.saved)
            done = powiatlas("backup", "--database", database, "--to", folder, *options)
            assert done.returncode == 0, done.stderr
            made.append((done.stdout.strip(), before))
            acknowledged = writers.acknowledged
            wait_for(lambda: writers.acknowledged > acknowledged + 5, "writes go on")
        writers.join()
        assert not writers.refused
        # The first went with --keep; nothing that is not a backup is there.
        kept = [file for file, _ in made[1:]]
        assert names(folder) == sorted(name for file in kept for name in (os.path.basename(file), os.path.basename(file) + ".json"))
        looked = powiatlas("verify", folder)
        assert looked.returncode == 0 and "2 sound" in looked.stderr, looked.stdout + looked.stderr
        # What was acknowledged before the backup began is in it.
        plain, before = made[2]
        with sqlite3.connect(f"file:{plain}?immutable=1", uri=True) as copy:
            versions = [row[0] for row in copy.execute("SELECT version FROM survey_invitation ORDER BY number")]
        copy.close()
        assert all(version >= before[token] for version, token in zip(versions, answers.tokens))
        # The server has the database: it is not replaced under it, nor by init.
        refused = powiatlas("restore", plain, "--database", database, "--force")
        assert refused.returncode == 1 and "is open in another program (process " in refused.stderr, refused.stderr
        refused = powiatlas("init", "--database", database, "--force")
        assert refused.returncode == 1 and "is open in another program" in refused.stderr, refused.stderr
        # Another machine has another name for it.
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir()
        for file, _ in made[1:]:
            target = elsewhere / "atlas.sqlite"
            done = powiatlas("restore", file, "--database", target, *(["--force"] if target.exists() else []))
            assert done.returncode == 0, done.stderr
            assert integrity(target) == ["ok"] and data_version(target)
        assert len([name for name in names(elsewhere) if "-replaced-" in name]) == 1 and len(names(elsewhere)) == 2
        assert server.end() == 0
    assert answers.lost(database) == []
    with Server(elsewhere / "atlas.sqlite", tmp_path / "server") as server:
        assert server.get("/healthz")[0] == 200


def test_a_damaged_backup_is_not_restored(atlas, tmp_path):
    database, _ = atlas
    file = tmp_path / "copy.sqlite.gz"
    assert powiatlas("backup", "--database", database, "--to", file).returncode == 0
    whole = file.read_bytes()
    assert manifest(file)["database_bytes"] == len(gzip.decompress(whole))
    before = data_version(database)
    for damaged in [whole[:-100], whole[:len(whole) // 2] + b"x" + whole[len(whole) // 2 + 1:]]:
        file.write_bytes(damaged)
        looked = powiatlas("verify", file)
        assert looked.returncode == 1 and "fault" in looked.stdout, looked.stdout
        done = powiatlas("restore", file, "--database", database, "--force")
        assert done.returncode == 1 and "is not restored" in done.stderr, done.stderr
    assert data_version(database) == before
    assert powiatlas("verify", tmp_path / "none").returncode == 1
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "holds no backups" in powiatlas("verify", empty).stderr
    # A newer version's schema is refused with what to do.
    with sqlite3.connect(database) as newer:
        newer.execute("INSERT INTO grdb_migrations VALUES ('9999 future')")
    newer.close()
    done = powiatlas("restore", database, "--database", tmp_path / "new.sqlite")
    assert done.returncode == 1 and "newer version of Powiatlas" in done.stderr and not (tmp_path / "new.sqlite").exists()


@pytest.mark.parametrize("arguments", [
    ("backup",), ("backup", "--to", "x", "--keep", "latest=0"), ("backup", "--to", ""), ("verify",), ("restore", "x"),
    ("serve", "--database", "x", "--backup-folder", "y", "--backup-every", "1s"), ("serve", "--database", "x", "--backup-keep", "2")])
def test_wrong_usage(arguments):
    done = powiatlas(*arguments)
    assert done.returncode == 2 and done.stderr.startswith("Error: "), done.stderr


def test_a_server_makes_backups_by_itself(atlas, tmp_path):
    database, _ = atlas
    folder = tmp_path / "backups"
    (tmp_path / "server").mkdir()
    environment = {"POWIATLAS_BACKUP_FOLDER": str(folder), "POWIATLAS_BACKUP_KEEP": "latest=2"}
    with Server(database, tmp_path / "server", "--workers", "2", environment=environment) as server:
        # What one worker knows the others learn within a second.
        wait_for(lambda: all(server.metric("powiatlas_backup_timestamp_seconds") > 0 for _ in range(6)), "the first backup")
        assert abs(server.metric("powiatlas_backup_timestamp_seconds") - time.time()) < 120
        assert server.metric("powiatlas_backups_total") == 1
        said = lambda: [json.loads(server.get("/healthz")[2])["backup"] for _ in range(6)]
        wait_for(lambda: all(state["bytes"] for state in said()), "all workers tell of it")
        states = said()
        assert all(state["error"] is None and state["bytes"] > 1_000_000 and state["age_seconds"] < 120 and not state["overdue"] for state in states), states
        assert "backup made" in server.log()
        assert server.end() == 0
    made = names(folder)
    assert len([name for name in made if name.endswith(".sqlite")]) == 1
    assert powiatlas("verify", folder).returncode == 0
    # A server that starts again makes none before its time; one that cannot make any serves.
    shutil.rmtree(folder)
    folder.write_text("no folder")
    with Server(database, tmp_path / "server", environment=environment) as server:
        wait_for(lambda: server.metric("powiatlas_backup_failures_total") >= 1, "the failure is counted")
        status, _, body = server.get("/healthz")
        state = json.loads(body)
        assert status == 200 and state["status"] == "ok" and state["backup"]["error"] and state["backup"]["overdue"], state
        assert server.metric("powiatlas_backup_failing_since_timestamp_seconds") > 0 and "no backup could be made" in server.log()
        assert server.end() == 0


def killed_at(moment, *command):
    """Runs a command and kills it after so many seconds; whether it was still at work."""
    process = subprocess.Popen([BINARY, *command], cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        process.wait(timeout=moment)
    except subprocess.TimeoutExpired:
        process.kill()
    return process.wait() != 0


def test_a_killed_backup_leaves_nothing_or_a_whole_one(atlas, tmp_path):
    database, _ = atlas
    folder = tmp_path / "backups"
    folder.mkdir()
    command = ["backup", "--database", database, "--to", f"{folder}/", "--compress"]
    begun = time.monotonic()
    assert powiatlas(*command).returncode == 0
    whole = time.monotonic() - begun
    killed = 0
    for part in [0.3, 0.5, 0.7, 0.85, 0.95]:
        killed += killed_at(whole * part, *command)
        for file in folder.glob("*.sqlite.gz"):
            assert manifest(file)["bytes"] == file.stat().st_size
    assert killed > 0
    assert integrity(database) == ["ok"]
    assert powiatlas(*command).returncode == 0
    assert not [name for name in names(folder) if ".partial-" in name]
    assert powiatlas("verify", folder).returncode == 0


def test_a_killed_restore_leaves_the_old_or_the_new_database(atlas, tmp_path):
    database, answers = atlas
    backup = tmp_path / "backup.sqlite"
    assert powiatlas("backup", "--database", database, "--to", backup).returncode == 0
    old = data_version(database)
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE atlas_property SET value = 'changed' WHERE name = 'data-version'")
    connection.close()
    command = ["restore", backup, "--database", database, "--force"]
    begun = time.monotonic()
    assert powiatlas(*command).returncode == 0 and data_version(database) == old
    whole = time.monotonic() - begun
    killed = 0
    for part in [0.3, 0.6, 0.8, 0.9, 0.97]:
        with sqlite3.connect(database) as connection:
            connection.execute("UPDATE atlas_property SET value = 'changed' WHERE name = 'data-version'")
        connection.close()
        killed += killed_at(whole * part, *command)
        assert data_version(database) in {old, "changed"} and integrity(database) == ["ok"]
    assert killed > 0
    done = powiatlas(*command)
    assert done.returncode == 0, done.stderr
    assert data_version(database) == old and not [name for name in names(tmp_path) if ".partial-" in name]
