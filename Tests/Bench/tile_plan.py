# SPDX-License-Identifier: Apache-2.0
"""Everything that the measurements of tiles ask for, fixed before the first of them: data, tiles, styles, peers' files."""

import dataclasses
import json
import pathlib
import re
import subprocess
import sys
import urllib.request

import postgis_peer
import tiles
import values_generator
from processes import start_atlas

REPETITIONS = 3
MEASURED_ZOOMS = range(5, 13)
# As few as the generator makes; the first of them are asked for.
MADE_UP_INDICATORS, ASKED_INDICATORS = 9, 6
LAST_YEARS = 6
# Addresses prepared for each second of a run: more than a small machine can ask for.
LONGEST_LIST_PER_SECOND = 140_000
LONGEST_LOW_LIST_PER_SECOND = 50_000
# Border widths in pixels that the peers draw: as a plain choropleth would.
BORDERS = {"gmina": 0.5, "powiat": 0.8}
# Groups of tiles that are also measured alone: large areas with many units take another way than the others.
WARM_GROUPS = {
    "powiat, z5–12": lambda level, zoom: level == "powiat",
    "gmina, z9–12": lambda level, zoom: level == "gmina" and zoom >= 9,
    "gmina, z5–8": lambda level, zoom: level == "gmina" and zoom < 9,
}


def note(text):
    print(text, file=sys.stderr, flush=True)


@dataclasses.dataclass(frozen=True)
class Size:
    """How much is measured."""
    tiles_per_zoom: int
    seconds: int  # of a run of warm tiles
    group_seconds: int
    low_seconds: int
    low_starts: int  # of a server, for the cold tiles of low zooms
    memory_zooms: range
    starts: int  # of a server, for the first tile


FULL = Size(tiles.TILES_PER_ZOOM, 5, 2, 3, 5, range(4, 11), 5)
QUICK = Size(tiles.QUICK_TILES_PER_ZOOM, 2, 1, 1, 2, range(4, 9), 3)
# For a look at the scripts themselves: the figures mean nothing.
TINY = Size(8, 1, 1, 1, 1, range(4, 7), 1)
SIZES = {"full": FULL, "quick": QUICK, "tiny": TINY}


@dataclasses.dataclass
class Plan:
    binary: pathlib.Path
    repository: pathlib.Path
    folder: pathlib.Path
    size: Size
    cluster: postgis_peer.Cluster
    database: pathlib.Path = None
    indicators: list = None  # (indicator, period) with values at every level
    country: tiles.Country = None
    tiles: list = None
    units: dict = dataclasses.field(default_factory=dict)  # level: polygons and points
    never_asked: dict = None  # group: addresses

    def atlas(self):
        return start_atlas(self.binary, self.database, self.repository, self.folder)

    def path(self, level, tile, style=""):
        """A tile in the usual style."""
        return tiles.choropleth_path(*self.indicators[0], level, tile, style)

    def vector_path(self, level, tile):
        zoom, x, y = tile
        return f"/tiles/units/{level}/{zoom}/{x}/{y}.mvt"

    @property
    def levelled(self):
        return [(level, tile) for level in tiles.LEVELS_MEASURED for tile in self.tiles]

    @property
    def low_tiles(self):
        return [tile for tile in self.tiles if tile[0] in tiles.LOW_ZOOMS]

    def write(self, name, lines):
        path = self.folder / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path


def command(plan, *arguments):
    finished = subprocess.run([plan.binary, *arguments], cwd=plan.repository, capture_output=True, text=True, check=False)
    if finished.returncode != 0:
        raise SystemExit(f"powiatlas {arguments[0]} failed:\n{(finished.stdout + finished.stderr)[-2000:]}")


def make_database(plan):
    """The repository's data, and made-up indicators with values for every unit of the country: no tile is plain for
    want of values."""
    plan.database = plan.folder / "atlas.sqlite"
    command(plan, "init", "--database", plan.database)
    tables = plan.folder / "values"
    tables.mkdir()
    values_generator.generate(tables, MADE_UP_INDICATORS, plan.repository / "GeoData")
    command(plan, "import", "indicators", tables, "--database", plan.database)
    command(plan, "import", "observations", tables, "--database", plan.database)
    plan.indicators = [(name, str(year)) for name in values_generator.identifiers(ASKED_INDICATORS)
                       for year in values_generator.YEARS[-LAST_YEARS:]]


def palette_names(address):
    """The colour schemes that the map page offers."""
    with urllib.request.urlopen(address + "/mapa", timeout=60) as page:
        names = re.findall(r'name="palette"[^>]*value="([A-Za-z]+)"', page.read().decode())
    if len(names) < 5:
        raise SystemExit(f"{address}/mapa offers only {len(names)} colour schemes")
    return names


def classed_features(address, level, indicator, period):
    """The level's polygons as the atlas gives them, with the class of the usual style."""
    style = f"indicator={indicator}&period={period}&level={level}"
    breaks = tiles.fetch_json(address, "/api/v1/legend?" + style)["breaks"]
    collection = tiles.fetch_json(
        address, f"/api/v1/indicators/{indicator}/values.geojson?level={level}&period={period}")
    features = []
    for feature in collection["features"]:
        if feature["geometry"] is None:
            continue
        own = feature["properties"]
        value = own.get("value")
        index = -1 if value is None else min(4, sum(1 for limit in breaks if value > limit))
        features.append({"geometry": feature["geometry"], "properties": {
            "class": index, "name": own["name"], "terc": own["terc"][:6] if level == "gmina" else own["terc"]}})
    return features


def count(features):
    parts = [ring for feature in features for polygon in (
        [feature["geometry"]["coordinates"]] if feature["geometry"]["type"] == "Polygon" else feature["geometry"]["coordinates"])
        for ring in polygon]
    return {"units": len(features), "points": sum(len(ring) for ring in parts)}


def make(binary, repository, folder, size, cluster):
    plan = Plan(binary, repository, folder, size, cluster)
    note("a database with made-up values for every unit")
    make_database(plan)
    with plan.atlas() as atlas:
        for level in tiles.LEVELS_MEASURED:
            note(f"the peers' data, {level}")
            features = classed_features(atlas.address, level, *plan.indicators[0])
            plan.units[level] = count(features)
            postgis_peer.load_level(cluster, level, features)
            for name in sorted({postgis_peer.table(level, zoom) for zoom in MEASURED_ZOOMS}):
                postgis_peer.write_features(cluster, name, folder)
        plan.country = tiles.Country(tiles.fetch_json(
            atlas.address, "/api/v1/indicators/{}/values.geojson?level=wojewodztwo&period={}".format(*plan.indicators[0])))
        palettes = palette_names(atlas.address)
    plan.tiles = tiles.measured_tiles(plan.country, MEASURED_ZOOMS, size.tiles_per_zoom)
    (folder / "tiles.json").write_text(json.dumps(plan.tiles), encoding="utf-8")
    (folder / "tiles-low.json").write_text(json.dumps(plan.low_tiles), encoding="utf-8")
    plan.never_asked = never_asked(plan, palettes)
    return plan


def never_asked(plan, palettes):
    """Lists longer than a run can ask. Groups have periods of their own, so that no address stands in two of them."""
    size = plan.size

    def addresses(levelled, indicators, seconds, per_second):
        levelled = list(levelled)
        return tiles.never_asked(
            levelled, {level: indicators for level in tiles.LEVELS_MEASURED}, palettes, REPETITIONS * seconds * per_second)

    # The first is what the geometry is warmed with.
    mixed, grouped, low = plan.indicators[1:12], plan.indicators[12:20], plan.indicators[20:]
    lists = {"all": addresses(plan.levelled, mixed, size.seconds, LONGEST_LIST_PER_SECOND)}
    for name, belongs in WARM_GROUPS.items():
        members = [(level, tile) for level, tile in plan.levelled if belongs(level, tile[0])]
        lists[name] = addresses(members, grouped, size.group_seconds, LONGEST_LIST_PER_SECOND)
    lists["low"] = addresses([("gmina", tile) for tile in plan.low_tiles], low, size.low_seconds, LONGEST_LOW_LIST_PER_SECOND)
    return lists
