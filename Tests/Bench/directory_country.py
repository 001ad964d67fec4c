# SPDX-License-Identifier: Apache-2.0
"""The units of the country, how many people live there, and places within them."""

import csv
import json

from directory_grammar import in_place
from directory_words import REGIONS

# People of a powiat, spread over its gminas: a town has more than the villages around it.
PEOPLE_OF_KIND = {"gmina-miejska": 5.0, "gmina-miejsko-wiejska": 2.2, "gmina-wiejska": 1.0}
TRIES_FOR_A_POINT = 60


def read_table(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Gmina:
    def __init__(self, row):
        self.code = row["code"]
        self.kind = row["kind"]
        self.name = row["name"]
        self.people = 0.0
        self.rings = []
        self.box = None
        self.center = None
        # The first institutions of a gmina take its own postal code, the villages the ones after it.
        self.postal_base = 0

    @property
    def stem(self):
        return self.code[:6]

    @property
    def powiat(self):
        return self.code[:4]

    @property
    def region(self):
        return self.code[:2]

    @property
    def is_city(self):
        """A city with powiat rights."""
        return self.code[2:4] >= "61"

    @property
    def is_rural(self):
        return self.kind == "gmina-wiejska"

    @property
    def in_place(self):
        return in_place(self.name)

    def contains(self, longitude, latitude):
        inside = False
        for ring in self.rings:
            for (x1, y1), (x2, y2) in zip(ring, ring[1:]):
                if (y1 > latitude) != (y2 > latitude) and longitude < x1 + (latitude - y1) / (y2 - y1) * (x2 - x1):
                    inside = not inside
        return inside

    def point(self, source):
        """A place within the gmina, more often near its middle."""
        west, south, east, north = self.box
        for _ in range(TRIES_FOR_A_POINT):
            longitude = source.gauss(self.center[0], (east - west) / 5)
            latitude = source.gauss(self.center[1], (north - south) / 5)
            if self.contains(longitude, latitude):
                return longitude, latitude
        return self.center


class Powiat:
    def __init__(self, row):
        self.code = row["code"]
        self.name = row["name"]
        self.is_city = row["kind"] == "miasto-na-prawach-powiatu"
        self.people = 0.0
        self.seat = None  # a gmina


class Country:
    def __init__(self, geodata):
        units = [row for row in read_table(geodata / "territory" / "units.csv") if not row["valid_to"]]
        self.regions = {row["code"]: row["name"] for row in units if row["level"] == "wojewodztwo"}
        self.powiats = {row["code"]: Powiat(row) for row in units if row["level"] == "powiat"}
        self.gminas = [Gmina(row) for row in units if row["level"] == "gmina"]
        self.by_stem = {gmina.stem: gmina for gmina in self.gminas}
        self._read_boundaries(geodata / "boundaries" / "poland.topojson")
        self._spread_people(geodata / "indicators" / "nsp-2021-ludnosc.csv")
        self._choose_seats()
        self._number_post_offices()

    def _read_boundaries(self, path):
        topology = json.loads(path.read_text(encoding="utf-8"))
        (scale_x, scale_y), (shift_x, shift_y) = topology["transform"]["scale"], topology["transform"]["translate"]
        arcs = []
        for arc in topology["arcs"]:
            x = y = 0
            points = []
            for dx, dy in arc:
                x, y = x + dx, y + dy
                points.append((x * scale_x + shift_x, y * scale_y + shift_y))
            arcs.append(points)

        def ring(numbers):
            points = []
            for number in numbers:
                part = arcs[number] if number >= 0 else arcs[~number][::-1]
                points.extend(part[1:] if points else part)
            return points

        for shape in topology["objects"]["gmina"]["geometries"]:
            gmina = self.by_stem.get(shape["id"])
            if gmina is None:
                continue
            polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
            gmina.rings = [ring(numbers) for polygon in polygons for numbers in polygon]
            # The largest of the outer rings is where people live.
            outer = max((ring(polygon[0]) for polygon in polygons), key=lambda points: abs(area(points)))
            longitudes, latitudes = [p[0] for p in outer], [p[1] for p in outer]
            gmina.box = (min(longitudes), min(latitudes), max(longitudes), max(latitudes))
            gmina.center = inner_point(gmina, outer)
        self.gminas = [gmina for gmina in self.gminas if gmina.rings]

    def _spread_people(self, path):
        for row in read_table(path):
            if row["indicator"] == "ludnosc" and row["code"] in self.powiats and row["value"]:
                self.powiats[row["code"]].people = float(row["value"])
        shares = {}
        for gmina in self.gminas:
            shares[gmina.powiat] = shares.get(gmina.powiat, 0) + PEOPLE_OF_KIND[gmina.kind]
        for gmina in self.gminas:
            gmina.people = self.powiats[gmina.powiat].people * PEOPLE_OF_KIND[gmina.kind] / shares[gmina.powiat]

    def _choose_seats(self):
        """A powiat's offices stand in its town; a powiat around a city that is none of its own, in that city."""
        cities = [gmina for gmina in self.gminas if gmina.is_city]
        order = {"gmina-miejska": 0, "gmina-miejsko-wiejska": 1, "gmina-wiejska": 2}
        for powiat in self.powiats.values():
            own = [gmina for gmina in self.gminas if gmina.powiat == powiat.code]
            around = [city for city in cities if city.region == powiat.code[:2]
                      and city.name[:4].lower() == powiat.name[:4].lower()]
            powiat.seat = around[0] if around and not powiat.is_city else min(
                own, key=lambda gmina: (gmina.name[:4].lower() != powiat.name[:4].lower(), order[gmina.kind], gmina.code))

    def _number_post_offices(self):
        for region in REGIONS:
            # The capital has the first codes.
            own = sorted((gmina for gmina in self.gminas if gmina.region == region), key=lambda gmina: (gmina.people < 150_000, gmina.code))
            starts = REGIONS[region][0].split()
            for number, gmina in enumerate(own):
                gmina.postal_base = int(starts[number * len(starts) // len(own)]) * 1000 + 10 + (number * 37) % 900


def area(points):
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(points, points[1:])) / 2


def inner_point(gmina, outer):
    """The middle of the ring's corners, or of its widest stretch on that latitude when the middle lies outside."""
    x = sum(point[0] for point in outer) / len(outer)
    y = sum(point[1] for point in outer) / len(outer)
    if gmina.contains(x, y):
        return x, y
    crossings = sorted(
        x1 + (y - y1) / (y2 - y1) * (x2 - x1)
        for ring in gmina.rings for (x1, y1), (x2, y2) in zip(ring, ring[1:]) if (y1 > y) != (y2 > y))
    west, east = max(zip(crossings[::2], crossings[1::2]), key=lambda pair: pair[1] - pair[0])
    return (west + east) / 2, y
