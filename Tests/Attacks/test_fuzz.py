# SPDX-License-Identifier: Apache-2.0
"""A short run of the fuzzer over all readers; Scripts/fuzz searches longer, and guided by the code that is reached."""

import os
import pathlib
import subprocess

import pytest

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("POWIATLAS_FUZZ", REPOSITORY / ".build/debug/powiatlas-fuzz"))
SECONDS = os.environ.get("POWIATLAS_FUZZ_SECONDS", "0.2")


def fuzz(folder, *arguments):
    assert PROGRAM.exists(), f"{PROGRAM} is missing: swift build --build-tests makes it"
    return subprocess.run([PROGRAM, "--saved", folder / "saved", *arguments], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300)


def test_every_reader_bears_made_up_files(tmp_path):
    done = fuzz(tmp_path, "--seconds", SECONDS, "--seed", "1")
    assert done.returncode == 0, done.stdout[-6_000:]
    assert "0 failing cases" in done.stdout and done.stdout.count(" cases, ") > 20, done.stdout[-2_000:]


# Ways in which a reader can fail, by a reader that fails on purpose.
@pytest.mark.parametrize("case, reason", [("trap", "Fatal error"), ("hang", "no end"), ("silent", "without words")])
def test_failures_are_found(tmp_path, case, reason):
    (tmp_path / "case").write_text(case)
    done = fuzz(tmp_path, "--reader", "self-check", "--seconds", "0.1", "--seed", "1", "--first", tmp_path / "case")
    assert done.returncode == 1 and reason in done.stdout, done.stdout
    saved = list((tmp_path / "saved").iterdir())
    assert [file.read_text() for file in saved] == [case], done.stdout
