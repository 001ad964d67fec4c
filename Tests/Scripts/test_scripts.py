# SPDX-License-Identifier: Apache-2.0
"""The shell scripts refuse what is wrong, and Scripts/check can fail."""

import pathlib
import shutil
import subprocess

import pytest

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
LICENCE_LINE = "SPDX-License-Identifier: Apache-2.0"


def run(command, folder):
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)


@pytest.fixture
def copy(tmp_path):
    """A repository with the scripts alone, in a folder whose name has a space."""
    folder = tmp_path / "a clone"
    shutil.copytree(REPOSITORY / "Scripts", folder / "Scripts")
    subprocess.run(["git", "init", "--quiet", folder], check=True)
    return folder


def test_check_passes_on_the_scripts(copy):
    result = run([copy / "Scripts/check"], copy.parent)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("name, text", [
    ("Sources/Atlas/Unit.swift", "struct Unit {}\n"),
    ("Web/static/map.js", "const map = 1;\n"),
    ("Sources/Atlas/a name.swift", "struct Unit {}\n"),
    ("Sources/Atlas/Path.swift", f"// {LICENCE_LINE}\n// see ../sha" + "red/x\n"),
    ("Tests/AtlasTests/Path.swift", f"// {LICENCE_LINE}\nlet path = \"/ho" + "me/somebody/x\"\n"),
    ("GeoData/README.md", f"<!-- {LICENCE_LINE} -->\nmade in /ro" + "ot/x\n"),
])
def test_check_finds_a_planted_violation(copy, name, text):
    file = copy / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    result = run([copy / "Scripts/check"], copy.parent)
    assert result.returncode == 1
    assert name in result.stderr


@pytest.mark.parametrize("arguments", [
    ["--port", "eighty"], ["--port", "0"], ["--port", "70000"], ["--port"], ["--database", ""], ["--sideways"]])
def test_run_refuses_wrong_usage(copy, arguments):
    result = run([copy / "Scripts/run", *arguments], copy)
    assert result.returncode == 2
    assert "Scripts/run --help" in result.stderr


@pytest.mark.parametrize("script", ["run", "test", "doctor", "bench"])
def test_help(copy, script):
    result = run([copy / "Scripts" / script, "--help"], copy.parent)
    assert result.returncode == 0 and result.stdout.startswith(f"Usage: Scripts/{script}")


def test_doctor_names_what_is_missing_and_the_mend(copy):
    """In a clone that was never built, something is missing."""
    result = run([copy / "Scripts/doctor"], copy.parent)
    assert result.returncode == 1
    lines = result.stdout.splitlines()
    missing = [index for index, line in enumerate(lines) if line.startswith("MISSING")]
    assert any("release build" in lines[index] for index in missing)
    assert all(lines[index + 1].strip().startswith("mend: ") for index in missing)


def test_the_package_list_is_well_formed():
    for line in (REPOSITORY / "Scripts/packages.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        name, use, probe, purpose = line.split(maxsplit=3)
        assert use in ("run", "test", "bench", "qgis"), line
        assert probe == "-" or probe.split(":")[0] in ("command", "pkg-config", "file"), line
        assert purpose, line
