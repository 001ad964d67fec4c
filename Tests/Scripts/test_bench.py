# SPDX-License-Identifier: Apache-2.0
"""What Scripts/bench makes of figures that were measured earlier; nothing is measured here."""

import json
import pathlib
import re
import subprocess
import sys

import pytest

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
SCRIPT = REPOSITORY / "Scripts" / "bench"
FIGURES = pathlib.Path(__file__).parent / "Fixtures" / "bench.json"
sys.path.append(str(REPOSITORY / "Tests" / "Bench"))

import memory_growth  # noqa: E402
import performance  # noqa: E402
import performance_figures  # noqa: E402


def bench(*arguments):
    return subprocess.run([SCRIPT, *arguments], capture_output=True, text=True, timeout=60)


def row(text, start):
    """The cells of the table's row whose first cell begins so."""
    line = next(line for line in text.splitlines() if line.startswith("| " + start))
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_help_names_every_option():
    source = SCRIPT.read_text(encoding="utf-8")
    accepted = set(re.findall(r"--[a-z]+", source[source.index('case "$option" in'):source.index("unknown option")]))
    text = bench("--help").stdout
    assert {"--soak", "--json", "--compare", "--from", "--write"} < accepted
    assert [option for option in sorted(accepted) if option not in text and option != "--help"] == []
    assert [line for line in text.splitlines() if len(line) > 92] == []


@pytest.mark.parametrize("arguments, said", [
    (["--sideways"], "unknown option --sideways"), (["--soak", "ten"], "number of minutes"), (["--json"], "--json needs a file"),
    (["--from", "nowhere.json"], "no file nowhere.json"), (["--compare", "nowhere.json"], "no file nowhere.json")])
def test_wrong_usage(arguments, said):
    result = bench(*arguments)
    assert result.returncode == 2
    assert said in result.stderr and "bench --help" in result.stderr


@pytest.mark.parametrize("text", ["", "[]", '{"format": 0, "parts": {"tiles": {}}}'])
def test_a_file_that_holds_no_figures_is_refused(tmp_path, text):
    file = tmp_path / "figures.json"
    file.write_text(text, encoding="utf-8")
    result = bench("--from", file)
    assert result.returncode == 1 and result.stdout == ""
    assert "figures.json" in result.stderr and "--json wrote" in result.stderr and "Traceback" not in result.stderr


def test_goals_are_judged_by_the_middle_of_the_rounds():
    text = bench("--from", FIGURES).stdout
    # 30,000 to 50,000, 31,000 to 51,000, 32,000 to 52,000, round by round.
    assert row(text, "warm recoloured PNG beside nginx")[1:] == ["≥ 0.5 ×", "0.61 × (0.60–0.62)", "reached: 1.22 of what is asked"]
    assert row(text, "… beside nginx with the same tiles as files")[3] == "**missed**: 0.78 of what is asked"
    assert row(text, "… beside MapServer")[2] == "79.5 × (75.0–84.2)"
    # Per core: 450 µs beside 2,600 µs.
    assert row(text, "… gmina")[2:] == ["5.78 × (5.56–6.00)", "reached: 1.16 of what is asked"]
    assert row(text, "99th percentile of warm vector tiles")[3] == "**missed**: 0.83 of what is asked"
    assert row(text, "first tile after the start")[2] == "420 ms (400–1,200)"
    assert row(text, "memory, whole country warm")[1:3] == ["≤ 400 MB", "310 MB"]


def test_the_quicker_of_two_ways_of_a_peer_counts():
    part = json.loads(FIGURES.read_text(encoding="utf-8"))["parts"]["tiles"]
    peers = {goal.measure: (peer, round(value.middle, 2)) for goal, _, peer, value in performance_figures.ratio_outcomes(part)}
    assert peers["cold-mvt gmina"] == ("PostGIS, a table a zoom", 3.33)


def test_what_is_slower_than_a_peer_is_listed():
    text = bench("--from", FIGURES).stdout
    listed = text[text.index("Where a peer is better"):text.index("load of the machine", text.index("Where a peer is better"))]
    rows = [line for line in listed.splitlines() if line.startswith("| W") or line.startswith("| C")]
    assert any("requests a second | nginx, 8 KB file | 0.61" in line for line in rows)
    assert any("99th percentile of the latency | nginx, the same tiles as files | 6.00" in line for line in rows)
    assert any("z10–12 alone | PostGIS, a table a zoom | 0.50" in line for line in rows)
    assert not any("z5–7 alone" in line for line in rows)
    assert not any("requests a second" in line and ("MapServer" in line or "Mapnik" in line) for line in rows)


def test_the_document_has_every_part_and_no_gap():
    results = json.loads(FIGURES.read_text(encoding="utf-8"))
    text = performance.document(results, {"tiles": pathlib.Path("performance.svg")})
    assert text.startswith("<!-- SPDX-License-Identifier: Apache-2.0 -->")
    assert "Example CPU, 2 cores, 8 GB" in text and "commit abc1234" in text
    assert re.search(r"!\[Bars of the ratio [^\]]*cold PNG[^\]]*\]\(performance\.svg\)", text)
    assert "**no growing line**" in text and "3 answers 503 with Retry-After" in text
    assert "$" not in text and "\n\n\n" not in text
    tables = re.findall(r"(?:^\|.*\n)+", text, re.M)
    # Goals, where a peer is better, the measures and two of them by zoom, the kinds of the load test.
    assert len(tables) == 1 + 1 + len(results["parts"]["tiles"]["measures"]) + 2 + 1
    for found in tables:
        assert len({line.count("|") for line in found.splitlines()}) == 1, found


def test_every_goal_has_a_remark_for_when_it_is_missed():
    part = json.loads(FIGURES.read_text(encoding="utf-8"))["parts"]["tiles"]
    wanted = {goal.remark for goal in performance_figures.GOALS} | {outcome.remark for outcome in performance_figures.outcomes(part)}
    assert wanted == set(performance.remarks())
    why = performance.why_text(part)
    assert "**Why not (warm PNG : nginx, same tiles):** nginx hands" in why
    assert "Mapnik draws" not in why  # that goal is reached


def test_zooms_apart():
    part = json.loads(FIGURES.read_text(encoding="utf-8"))["parts"]["tiles"]
    text = performance.zoom_table(part["measures"][2])
    assert row(text, "**Powiatlas**")[1:] == ["600", "3,000"]
    assert row(text, "Mapnik")[1:] == ["120 (5.00 ×)", "1,000 (3.00 ×)"]
    assert performance.zoom_table(part["measures"][0]) == ""


def test_a_part_that_was_not_measured_is_named():
    results = json.loads(FIGURES.read_text(encoding="utf-8"))
    del results["parts"]["soak"]
    assert "## Load test\n\nNot measured yet" in performance.document(results, {})


def test_compare_puts_two_runs_beside_each_other(tmp_path):
    results = json.loads(FIGURES.read_text(encoding="utf-8"))
    for found in results["parts"]["tiles"]["measures"][0]["rounds"]:
        found["Powiatlas"]["per_second"] *= 2
    now = tmp_path / "now.json"
    now.write_text(json.dumps(results), encoding="utf-8")
    lines = bench("--from", now, "--compare", FIGURES).stdout.splitlines()
    assert any("ratio to nginx, 8 KB file | 0.61 | 1.22 | 2.00 ×" in line for line in lines)
    assert any("Warm vector tiles" in line and "ratio to nginx, the same tiles as files | 0.40 | 0.40 | 1.00 ×" in line for line in lines)


@pytest.mark.parametrize("mb_a_minute, is_steady", [(0, True), (0.5, True), (6, False)])
def test_growth_of_a_saw_line(mb_a_minute, is_steady):
    """Ten minutes: caches fill in the first two, imports make teeth of 20 MB."""
    samples = [(second, 150 + min(second, 120) / 2 + second % 40 / 2 + mb_a_minute * second / 60) for second in range(600)]
    growth = memory_growth.growth(samples)
    assert growth["low"] <= mb_a_minute <= growth["high"]
    assert (growth["upper_mb"] < growth["bound_mb"]) == is_steady


def test_growth_refuses_too_few_samples():
    with pytest.raises(SystemExit, match="too short"):
        memory_growth.growth([(0, 100), (1, 100), (2, 100)])
