# SPDX-License-Identifier: Apache-2.0
"""What kinds of institutions there are, how many of each, how they are called and what they do.

The numbers are near those of the whole country: one welfare centre a gmina, one family support centre and one labour
office a powiat; hundreds of homes and shelters, and for the rest organisations, of which most are fire brigades, sports clubs
and associations. The last two stand in directory-kinds.csv: a number of the whole country or a weight among the rest;
names ({w}: in the place) and services, of which each entry gets one at random: term, target groups, places.
"""

import dataclasses
import pathlib

from directory_country import read_table
from directory_grammar import in_place
from directory_words import DESCRIPTIONS, FIRM_ENDINGS, FIRMS, PATRONS, SURNAMES, TITLES, VILLAGES

TABLE = pathlib.Path(__file__).with_name("directory-kinds.csv")
OFFICES = {"OPS", "CUS", "PCPR", "PUP", "WUP", "ROPS", "UW", "RADA", "URZAD"}
CAPITALS = "0264 0461 0663 0862 1061 1261 1465 1661 1863 2061 2261 2469 2661 2862 3064 3262".split()
REGIONAL_OFFICES = {"WUP": "Wojewódzki Urząd Pracy", "ROPS": "Regionalny Ośrodek Polityki Społecznej", "UW": "Urząd Wojewódzki"}
# Cities have no brigades and circles of this sort worth counting.
OF_VILLAGES = ("Ochotnicza", "Koło Gospodyń", "Stowarzyszenie Rozwoju Wsi")


@dataclasses.dataclass(frozen=True)
class Entry:
    """What an institution is; its address and contacts are made for it."""

    kind: str
    name: str
    gmina: object
    hours: str
    place: str = ""  # the town or village, when it is not the gmina's own
    area: str = ""
    other_names: str = ""
    run_by: str = ""
    services: tuple = ()  # (term, target groups, (fewest, most) places or None)
    description: str = ""


class Kind:
    """A row of the table."""

    def __init__(self, row):
        self.type = row["type"]
        self.number = int(row["number"] or 0)
        self.weight = float(row["weight"] or 0)
        self.hours = row["hours"]
        self.names = row["names"].split(" | ")
        self.services = [self._services(text) for text in row["services"].split(" | ")]

    @staticmethod
    def _services(text):
        if text == "none":
            return ()
        parts = [part.split(" ") for part in text.split("; ")]
        return tuple(
            (term, () if targets == "-" else tuple(targets.split("+")), None if places == "-" else tuple(map(int, places.split("-"))))
            for term, targets, places in parts)


def kinds():
    return [Kind(row) for row in read_table(TABLE)]


def public_bodies(made):
    """Offices: those that every gmina, powiat or województwo has."""
    for gmina in made.country.gminas:
        yield from _gmina_offices(made, gmina)
    for powiat in made.country.powiats.values():
        yield from _powiat_offices(made, powiat)
    for city in CAPITALS:
        seat = made.country.powiats[city].seat
        for kind, name in REGIONAL_OFFICES.items():
            yield Entry(kind, f"{name} {seat.in_place}", seat, "office", area=city[:2], other_names=f"{kind} {seat.name}")


def _gmina_offices(made, gmina):
    adjective, letter = {"gmina-miejska": ("Miejski", "M"), "gmina-wiejska": ("Gminny", "G")}.get(gmina.kind, ("Miejsko-Gminny", "MG"))
    # Some offices avoid the inflected name.
    where = f"– {gmina.name}" if made.chance(0.05) else gmina.in_place
    services = []
    if made.chance(0.1):
        services.append(("uslugi-opiekuncze", ("seniorzy",), (5, 80)))
    if made.chance(0.05):
        services.append(("poradnictwo-specjalistyczne", ("rodziny", "doznajacy-przemocy"), None))
    if made.chance(0.06):
        kind, name, short = "CUS", "Centrum Usług Społecznych", f"{letter}CUS"
    elif gmina.is_city and made.chance(0.5):
        kind, name, short = "OPS", "Miejski Ośrodek Pomocy Rodzinie", "MOPR"
    else:
        kind, name, short = "OPS", f"{adjective} Ośrodek Pomocy Społecznej", f"{letter}OPS"
    yield Entry(kind, f"{name} {where}", gmina, "office", area=gmina.powiat if gmina.is_city else gmina.stem,
                other_names=f"{short} {gmina.name}", services=tuple(services))
    office = {"gmina-miejska": "Urząd Miasta", "gmina-wiejska": "Urząd Gminy"}.get(gmina.kind, "Urząd Miasta i Gminy")
    yield Entry("URZAD", f"{office} {where}", gmina, "office", area=gmina.stem)


def _powiat_offices(made, powiat):
    seat, area, where = powiat.seat, powiat.code, powiat.seat.in_place
    labour = ("Powiatowy", "PUP")
    if not powiat.is_city:
        yield Entry("PCPR", f"Powiatowe Centrum Pomocy Rodzinie {where}", seat, "office", area=area, other_names=f"PCPR {seat.name}")
        yield Entry("URZAD", f"Starostwo Powiatowe {where}", seat, "office", area=area)
    else:
        # In most cities the welfare centre does this too.
        if made.chance(0.15):
            yield Entry("PCPR", f"Miejskie Centrum Pomocy Rodzinie {where}", seat, "office", area=area)
        if made.chance(0.4):
            labour = ("Miejski", "MUP")
    yield Entry("PUP", f"{labour[0]} Urząd Pracy {where}", seat, "office", area=area, other_names=f"{labour[1]} {seat.name}")
    yield Entry("RADA", f"Powiatowa Rada Rynku Pracy {where}", seat, "rare", area=area)


def houses(made):
    """Homes, shelters and workshops: as many as the country has."""
    for kind in kinds():
        for _ in range(kind.number):
            gmina = made.somewhere()
            yield Entry(
                kind.type, name_of(made, made.pick(kind.names), gmina.name), gmina, kind.hours, area=gmina.powiat if made.chance(0.5) else "",
                run_by=run_by(made, gmina), services=made.pick(kind.services))


def organisations(made, count):
    """The rest, by their weights."""
    table = kinds()
    for kind in made.random.choices(table, weights=[kind.weight for kind in table], k=count):
        pattern = made.pick(kind.names)
        gmina = made.somewhere()
        while gmina.is_city and pattern.startswith(OF_VILLAGES):
            gmina = made.somewhere()
        place = made.pick(VILLAGES) if gmina.is_rural and made.chance(0.6) else gmina.name
        yield Entry(
            kind.type, name_of(made, pattern, place), gmina, kind.hours, place=place, area=gmina.stem if made.chance(0.2) else "",
            services=made.pick(kind.services), description=made.pick(DESCRIPTIONS) if made.chance(0.25) else "")


def run_by(made, gmina):
    choice = made.random.random()
    if choice < 0.3:
        return f"Powiat {made.country.powiats[gmina.powiat].name}"
    if choice < 0.6:
        return f"Gmina {gmina.name}"
    return f"Stowarzyszenie „{made.pick(TITLES)}”" if choice < 0.8 else "Caritas" if choice < 0.9 else ""


def name_of(made, pattern, place):
    return pattern.format(
        w=in_place(place), place=place, title=made.pick(TITLES), patron=made.pick(PATRONS), firm=made.pick(FIRMS) + made.pick(FIRM_ENDINGS),
        surname=made.pick(SURNAMES))
