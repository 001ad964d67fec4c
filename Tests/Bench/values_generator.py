# SPDX-License-Identifier: Apache-2.0
"""Made-up indicators of all units over twenty years, the same for the same seed: sources.csv, catalogue.csv, tidy tables.

Half are counts with totals that fit their parts, half rates with one or two decimals; now and then a value is missing,
secret or an estimate, as in official tables. Four shares more are computed by the atlas.
"""

import csv
import random

YEARS = range(2005, 2025)
SHARES = 4
INDICATORS_A_FILE = 25
SEED = 20260101
HEADER = "indicator,period,code,value,flag\n"
# Of values and flags that units draw from, starting anywhere.
POOL = 20_011


def identifiers(count):
    return [f"miernik-{number:03d}" for number in range(count)]


def is_count(position):
    return position % 2 == 0


def pools(rng):
    counts = [int(rng.lognormvariate(6, 1.5)) for _ in range(POOL)]
    rates = []
    for decimals in (1, 2):
        texts = []
        for _ in range(POOL):
            draw = rng.random()
            value = f"{rng.gammavariate(4, 6):.{decimals}f}"
            texts.append(",missing" if draw < 0.004 else ",confidential" if draw < 0.008 else f"{value},estimated" if draw < 0.02 else f"{value},")
        rates.append(texts)
    return counts, rates


def codes(geodata):
    with open(geodata / "territory" / "units.csv", encoding="utf-8") as table:
        stems = {row["code"][:6] for row in csv.DictReader(table) if not row["valid_to"]}
    return {length: sorted(stem for stem in stems if len(stem) == length) for length in (2, 4, 6)}


def count_rows(drawn, units):
    """Values of gminas and the totals of all that they make up."""
    totals = {"00": 0}
    for code, value in zip(units[6], drawn):
        for whole in ("00", code[:2], code[:4]):
            totals[whole] = totals.get(whole, 0) + value
    return [f"{value}," for value in drawn], totals


def write_catalogue(folder, names):
    (folder / "sources.csv").write_text(
        "id,name_pl,name_en,publisher,url,date,licence_pl,licence_en\nbench,dane próbne,made-up data,bench,,2026-01-01,CC0,CC0\n",
        encoding="utf-8")
    with open(folder / "catalogue.csv", "w", encoding="utf-8", newline="") as table:
        writer = csv.writer(table, lineterminator="\n")
        writer.writerow(["id", "topic_pl", "topic_en", "name_pl", "name_en", "unit_pl", "unit_en", "note_pl", "note_en", "source",
                         "direction", "aggregation", "decimals"])
        def row(name, aggregation, decimals):
            writer.writerow([name, "próba", "bench", f"miernik {name}", f"measure {name}", "jedn.", "units", "próbny", "made up", "bench",
                             "neutral", aggregation, decimals])
        for position, name in enumerate(names):
            row(name, "sum" if is_count(position) else "none", 0 if is_count(position) else 1 + position % 4 // 2)
        for share in range(SHARES):
            row(f"udzial-{share}", f"ratio:{names[0]}/{names[2 * share + 2]}*100", 1)


def generate(folder, indicators, geodata):
    """Writes the tables; returns the number of given values and the files."""
    rng = random.Random(SEED)
    counts, rates = pools(rng)
    units = codes(geodata)
    larger = ["00", *units[2], *units[4]]
    names = identifiers(indicators)
    write_catalogue(folder, names)
    files = []
    rows = 0
    for first in range(0, indicators, INDICATORS_A_FILE):
        path = folder / f"wartosci-{first // INDICATORS_A_FILE:02d}.csv"
        files.append(path)
        with open(path, "w", encoding="ascii") as table:
            table.write(HEADER)
            for position in range(first, min(first + INDICATORS_A_FILE, indicators)):
                for year in YEARS:
                    before = f"{names[position]},{year},"
                    start = rng.randrange(POOL - len(units[6]) - len(larger))
                    if is_count(position):
                        texts, totals = count_rows(counts[start:start + len(units[6])], units)
                        whole = [f"{totals.get(code, 0)}," for code in larger]
                    else:
                        pool = rates[position % 4 // 2]
                        texts = pool[start:start + len(units[6])]
                        whole = pool[start + len(units[6]):start + len(units[6]) + len(larger)]
                    table.write("".join(f"{before}{code},{text}\n" for code, text in zip(larger + units[6], whole + texts)))
                    rows += len(larger) + len(units[6])
    return rows, files
