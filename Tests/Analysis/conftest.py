# SPDX-License-Identifier: Apache-2.0
"""The served figures as arrays, and the neighbours as independent libraries find them."""

import csv
import functools
import importlib.util
import json
import pathlib
import urllib.parse

import numpy
import pytest
import shapely

from libpysal.weights import W, w_subset


class Atlas:
    """The programming interface of the server; every answer is asked for once."""

    def __init__(self, site):
        self.site = site

    @functools.lru_cache(maxsize=None)
    def get(self, path, **parameters):
        query = urllib.parse.urlencode({name: value for name, value in parameters.items() if value is not None})
        return self.site.json(f"/api/v1/{path}?{query}")

    @functools.lru_cache(maxsize=None)
    def indicators(self):
        """Ids with the levels they have values for."""
        return {entry["id"]: entry["levels"] for entry in self.get("indicators")["indicators"]}

    @functools.lru_cache(maxsize=None)
    def series(self, indicator, level):
        """Values by period as arrays with NaN for what is missing, in the order of the units' codes."""
        answer = self.get(f"indicators/{indicator}/series", level=level)
        return {
            period: numpy.array([numpy.nan if value is None else value for value in values], dtype=float)
            for period, values in zip(answer["periods"], answer["values"])
        }

    @functools.lru_cache(maxsize=None)
    def codes(self, level):
        """Codes without the kind digit, in the order of the series."""
        first = next(name for name, levels in self.indicators().items() if level in levels)
        return self.get(f"indicators/{first}/series", level=level)["terc"]

    @functools.lru_cache(maxsize=None)
    def boundaries(self, level):
        first = next(name for name, levels in self.indicators().items() if level in levels)
        features = json.loads(self.site.bytes(f"/api/v1/indicators/{first}/values.geojson?level={level}"))["features"]
        return {
            feature["properties"]["terc"][: len(self.codes(level)[0])]: shapely.from_geojson(json.dumps(feature["geometry"]))
            for feature in features
            if feature["geometry"]
        }

    @functools.lru_cache(maxsize=None)
    def weights(self, level):
        """Queen contiguity by shapely: boundaries that share at least a point."""
        shapes = self.boundaries(level)
        codes = sorted(shapes)
        tree = shapely.STRtree([shapes[code] for code in codes])
        neighbours = {code: [] for code in self.codes(level)}
        for left, right in tree.query([shapes[code] for code in codes], predicate="intersects").T:
            if left != right:
                neighbours[codes[left]].append(codes[right])
        return W({code: sorted(others) for code, others in neighbours.items()}, silence_warnings=True)

    def sample(self, values, level):
        """The values that are there and the weights among their units, row-standardised."""
        present = ~numpy.isnan(values)
        codes = [code for code, is_there in zip(self.codes(level), present) if is_there]
        weights = w_subset(self.weights(level), codes, silence_warnings=True)
        weights.transform = "r"
        return codes, values[present], weights


HERE = pathlib.Path(__file__).resolve().parent
# By its path, as the folder above has a module of the same name.
specification = importlib.util.spec_from_file_location("server_conftest", HERE.parent / "conftest.py")
server = importlib.util.module_from_spec(specification)
specification.loader.exec_module(server)

SOURCE = ["id,name_pl,name_en,publisher,url,date,licence_pl,licence_en", "gen,Wartości próbne,Test values,–,,2020,–,–"]
CATALOGUE = [
    "id,topic_pl,topic_en,name_pl,name_en,unit_pl,unit_en,note_pl,note_en,source,direction,aggregation,decimals",
    "proba-skupiona,Próba,Test,Wartość skupiona,Clustered value,%,%,Próba.,Test.,gen,neutral,none,2",
    "proba-rozproszona,Próba,Test,Wartość rozproszona,Scattered value,%,%,Próba.,Test.,gen,neutral,none,2",
    "proba-skokowa,Próba,Test,Wartość skokowa,Stepped value,%,%,Próba.,Test.,gen,neutral,none,0",
]


def write_generated_indicators(folder):
    """Values for the gminas of the whole country, which the repository's own figures do not have: one that clusters by
    powiat, one that does not, one with many equal values; some are missing."""
    (folder / "sources.csv").write_text("\n".join(SOURCE) + "\n", encoding="utf-8")
    (folder / "catalogue.csv").write_text("\n".join(CATALOGUE) + "\n", encoding="utf-8")
    numbers = numpy.random.default_rng(2604)
    with open(HERE.parents[1] / "GeoData/territory/units.csv", encoding="utf-8") as file:
        codes = sorted(row["code"][:6] for row in csv.DictReader(file) if row["level"] == "gmina" and not row["valid_to"])
    powiats = {code: numbers.normal() for code in sorted({code[:4] for code in codes})}
    rows = ["indicator,period,code,value,flag"]
    for period in ("2019", "2020"):
        for code in codes:
            clustered = round(50 + 8 * powiats[code[:4]] + 5 * numbers.normal(), 3)
            scattered = round(1000 * numbers.exponential(), 3)
            for name, value in [
                ("skupiona", clustered), ("rozproszona", scattered), ("skokowa", int(numbers.integers(0, 4)) + (clustered > 55)),
            ]:
                if numbers.random() > 0.02:
                    rows.append(f"proba-{name},{period},{code},{value},")
    values = folder / "values.csv"
    values.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return values


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    tables = tmp_path_factory.mktemp("generated")
    values = write_generated_indicators(tables)
    with server.serve(tmp_path_factory.mktemp("atlas"), ["indicators", tables], ["observations", values]) as site:
        yield site


@pytest.fixture(scope="session")
def atlas(site):
    return Atlas(site)
