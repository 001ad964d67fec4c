# SPDX-License-Identifier: Apache-2.0
"""Servers with options of their own, on one database that no test changes."""

import contextlib
import shutil
import subprocess

import pytest

from acknowledged import open_survey
from server import BINARY, REPOSITORY, Server


@pytest.fixture(scope="session")
def database(tmp_path_factory):
    assert BINARY.exists(), f"{BINARY} is missing: swift build makes it, or name another by POWIATLAS"
    path = tmp_path_factory.mktemp("operations") / "atlas.sqlite"
    done = subprocess.run([BINARY, "init", "--database", path], cwd=REPOSITORY, timeout=300, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return path


@pytest.fixture(scope="session")
def surveyed(database, tmp_path_factory):
    """A database in which institutions answer a survey, and their tokens."""
    folder = tmp_path_factory.mktemp("surveyed")
    path = folder / "atlas.sqlite"
    shutil.copy(database, path)
    return path, open_survey(path, folder)


@pytest.fixture
def serve(database, tmp_path):
    """serve("--workers", "2") starts a server that ends with the test."""
    with contextlib.ExitStack() as stack:
        count = iter(range(100))

        def start(*options, **keywords):
            folder = tmp_path / str(next(count))
            folder.mkdir()
            return stack.enter_context(Server(database, folder, *options, **keywords))

        yield start


@pytest.fixture
def serve_atlas(tmp_path):
    """serve_atlas(database, "--workers", "2") starts a server of that database, which ends with the test."""
    with contextlib.ExitStack() as stack:
        count = iter(range(100))

        def start(path, *options, **keywords):
            folder = tmp_path / f"own-{next(count)}"
            folder.mkdir()
            return stack.enter_context(Server(path, folder, *options, **keywords))

        yield start
