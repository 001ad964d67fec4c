# SPDX-License-Identifier: Apache-2.0
"""Scripts/bench: how fast tiles, the directory and many values are, as ratios to what the same machine reaches otherwise.

Every measurement runs three times, in turn with its peers, and the middle one counts: another program on the machine
then disturbs all or none. Each part is kept with the machine it was measured on.
"""

import argparse
import contextlib
import io
import json
import os
import pathlib
import signal
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]
DOCUMENT = REPOSITORY / "docs" / "performance.md"
FORMAT = 1


def measure_tiles(binary, folder, mode):
    import machine
    import postgis_peer
    import tile_measures
    import tile_plan
    import tiles
    with postgis_peer.start() as cluster:
        plan = tile_plan.make(binary, REPOSITORY, folder, tile_plan.SIZES[mode], cluster)
        by_zoom = {str(zoom): sum(1 for tile in plan.tiles if tile[0] == zoom) for zoom in tile_plan.MEASURED_ZOOMS}
        data = {"units": plan.units, "tiles": len(plan.tiles), "by_zoom": by_zoom, "levels": list(tiles.LEVELS_MEASURED),
                "repetitions": tile_plan.REPETITIONS, "connections": tile_measures.CONNECTIONS, "seconds": plan.size.seconds}
        found = tile_measures.TileMeasures(plan).run()
        return {"data": data, "versions": machine.versions(binary, cluster), **found}


def measure_soak(binary, folder, minutes):
    import machine
    import soak
    return {"versions": machine.versions(binary), **soak.measure(binary, folder, REPOSITORY, minutes)}


def measure_reported(name, binary, folder, is_quick):
    """The parts that write their own tables."""
    import importlib
    part = importlib.import_module(name)
    results = part.measure(binary, folder, REPOSITORY, is_quick)
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        part.report(results)
    return {"markdown": text.getvalue()}


def stamped(binary, measuring):
    """A part with what it was measured on and how long it took."""
    import machine
    stamp = machine.describe() | {"commit": machine.commit(REPOSITORY)}
    began = time.monotonic()
    found = measuring()
    return {"stamp": stamp | {"load_after": list(os.getloadavg()), "seconds": round(time.monotonic() - began)}, **found}


def wanted_parts(arguments):
    named = [name for name in ("tiles", "directory", "values", "agreements") if getattr(arguments, name)]
    if arguments.soak is not None:
        named.append("soak")
    return named or ["tiles", "directory", "values"]


def measure(arguments):
    mode = "tiny" if arguments.tiny else "quick" if arguments.quick else "full"
    parts = {}
    for name in wanted_parts(arguments):
        with tempfile.TemporaryDirectory(prefix="powiatlas-bench-") as folder_name:
            folder = pathlib.Path(folder_name)
            binary = arguments.binary
            measuring = {
                "tiles": lambda: measure_tiles(binary, folder, mode),
                "soak": lambda: measure_soak(binary, folder, arguments.soak),
            }.get(name, lambda: measure_reported(name, binary, folder, mode != "full"))
            parts[name] = stamped(binary, measuring) | {"mode": mode}
        save(arguments.json, {"format": FORMAT, "parts": parts})  # what is measured is kept when a later part fails
    return {"format": FORMAT, "parts": parts}


def save(path, results):
    if path:
        path.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def stored(path):
    try:
        results = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SystemExit(f"{path}: {error}; expected a file that --json wrote") from None
    if not isinstance(results, dict) or results.get("format") != FORMAT or not results.get("parts"):
        raise SystemExit(f"{path}: not figures of format {FORMAT}; expected a file that --json wrote")
    return results


def write_documents(results, document):
    """docs/performance.md whole, with its charts and the figures themselves; parts not measured now stay as they were."""
    import performance
    import performance_chart
    figures = document.with_suffix(".json")
    if figures.exists():
        results = {"format": FORMAT, "parts": stored(figures)["parts"] | results["parts"]}
    document.parent.mkdir(exist_ok=True)
    charts = performance_chart.write(results, document)
    document.write_text(performance.document(results, charts), encoding="utf-8")
    save(figures, results)
    print(f"wrote {document}, {figures.name}" + "".join(f", {chart.name}" for chart in charts.values()), file=sys.stderr)


def ended(*_):
    # Once: closing takes a while, and a second signal must not break it off.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit("ended by a signal")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", type=pathlib.Path)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--tiny", action="store_true", help="a look at the scripts themselves; the figures mean nothing")
    for name in ("tiles", "directory", "values", "agreements"):
        parser.add_argument("--" + name, action="store_true")
    parser.add_argument("--soak", type=float)
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--from", dest="source", type=pathlib.Path)
    parser.add_argument("--compare", type=pathlib.Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--document", type=pathlib.Path, default=DOCUMENT, help="where --write writes, for tests")
    arguments = parser.parse_args()
    # So that what was started is ended, and private folders go, when this is told to end.
    signal.signal(signal.SIGTERM, ended)
    import performance
    earlier = stored(arguments.compare) if arguments.compare else None
    if arguments.source:
        results = stored(arguments.source)
    elif arguments.binary:
        results = measure(arguments)
    else:
        parser.error("--binary or --from is needed")
    save(arguments.json, results)
    if arguments.write:
        write_documents(results, arguments.document)
    elif not earlier:
        print(performance.tables(results))
    if earlier:
        import performance_comparison
        print(performance_comparison.text(earlier, results))


if __name__ == "__main__":
    main()
