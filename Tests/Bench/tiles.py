# SPDX-License-Identifier: Apache-2.0
"""Which tiles and which styles are asked for."""

import itertools
import json
import math
import random
import urllib.request

LEVELS_MEASURED = ("powiat", "gmina")
METHODS = ("quantile", "equal", "jenks", "stddev")
CLASS_COUNTS = tuple(range(2, 10))
TILES_PER_ZOOM = 640
QUICK_TILES_PER_ZOOM = 60
LOW_ZOOMS = (5, 6, 7)
BANDS = 512
SEED = 20261121  # the same tiles in every run


def fetch_json(address, path):
    with urllib.request.urlopen(address + path, timeout=60) as response:
        return json.load(response)


def tile_of(longitude, latitude, zoom):
    n = 2 ** zoom
    x = (longitude + 180) / 360 * n
    y = (1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2 * n
    return int(x), int(y)


def tile_bounds_mercator(zoom, x, y):
    """West, south, east, north in metres of EPSG:3857."""
    half = 20037508.342789244
    size = 2 * half / 2 ** zoom
    return (-half + x * size, half - (y + 1) * size, -half + (x + 1) * size, half - y * size)


def parts_of(geometry):
    """The outer rings of a Polygon or MultiPolygon."""
    if geometry is None:
        return []
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [polygon[0] for polygon in polygons]


class Country:
    """Where there is land of ours: tiles out at sea would flatter every figure."""

    def __init__(self, collection):
        rings = [ring for feature in collection["features"] for ring in parts_of(feature["geometry"])]
        longitudes = [point[0] for ring in rings for point in ring]
        latitudes = [point[1] for ring in rings for point in ring]
        self.west, self.east = min(longitudes), max(longitudes)
        self.south, self.north = min(latitudes), max(latitudes)
        # Edges by the bands of latitude that they touch.
        self.bands = [[] for _ in range(BANDS)]
        for ring in rings:
            for (x1, y1), (x2, y2) in zip(ring, ring[1:]):
                for band in range(self._band(min(y1, y2)), self._band(max(y1, y2)) + 1):
                    self.bands[band].append((x1, y1, x2, y2))

    def _band(self, latitude):
        return min(BANDS - 1, int((latitude - self.south) / (self.north - self.south) * BANDS))

    def contains(self, longitude, latitude):
        inside = False
        for x1, y1, x2, y2 in self.bands[self._band(latitude)]:
            if (y1 > latitude) != (y2 > latitude) and longitude < x1 + (latitude - y1) / (y2 - y1) * (x2 - x1):
                inside = not inside
        return inside

    def all_tiles(self, zoom):
        """Every tile of the country's bounding box."""
        left, top = tile_of(self.west, self.north, zoom)
        right, bottom = tile_of(self.east, self.south, zoom)
        return [(zoom, x, y) for x in range(left, right + 1) for y in range(top, bottom + 1)]

    def random_tiles(self, zoom, count, source):
        """Distinct tiles that hold a random place of the country."""
        found = set()
        tries = 0
        # Few tiles make up a low zoom: many tries find them all.
        while len(found) < count and tries < max(200, count * 6):
            tries += 1
            longitude = source.uniform(self.west, self.east)
            latitude = source.uniform(self.south, self.north)
            if self.contains(longitude, latitude):
                found.add((zoom, *tile_of(longitude, latitude, zoom)))
        return sorted(found)


def measured_tiles(country, zooms, per_zoom):
    source = random.Random(SEED)
    return [tile for zoom in zooms for tile in country.random_tiles(zoom, per_zoom, source)]


def choropleth_path(indicator, period, level, tile, style=""):
    zoom, x, y = tile
    return f"/tiles/choropleth/{indicator}/{period}/{level}/{zoom}/{x}/{y}.png{'?' + style if style else ''}"


def styles(palettes):
    """Every combination of palette, method, class count and direction."""
    for palette, method, classes, reverse in itertools.product(palettes, METHODS, CLASS_COUNTS, (0, 1)):
        yield f"method={method}&classes={classes}&palette={palette}&reverse={reverse}"


def never_asked(tiles, indicators, palettes, count):
    """`count` distinct paths: tiles × indicators × styles in random order, none of which was asked
    when the geometry was warmed (warming uses the tile's plain address)."""
    source = random.Random(SEED + 1)
    style_list = list(styles(palettes))
    # By far not all that there are: drawing the last of them would take forever.
    count = min(count, sum(len(indicators[level]) for level, _ in tiles) * len(style_list) // 2)
    chosen = set()
    while len(chosen) < count:
        level, tile = source.choice(tiles)
        indicator, period = source.choice(indicators[level])
        chosen.add(choropleth_path(indicator, period, level, tile, source.choice(style_list)))
    paths = list(chosen)
    source.shuffle(paths)
    return paths
