# SPDX-License-Identifier: Apache-2.0
"""Made-up institutions over the whole country, in the form of the directory's tables.

directory_generator.py FOLDER [--count 100000]: writes institutions.csv and services.csv. The same seed and day give the same
tables; “verified on” and “free places on” count back from today, so that the filters by them keep what they should.
"""

import argparse
import bisect
import csv
import datetime
import itertools
import pathlib
import random
import sys
import unicodedata

import directory_kinds
from directory_country import Country, read_table
from directory_words import GIVEN_NAMES, HOURS, MOBILE_PREFIXES, NAMED_STREETS, ORDINARY_STREETS, REGIONS, SURNAMES

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
SEED = 20261121
COUNT = 100_000
INSTITUTION_COLUMNS = """
id type name other_names parent run_by area area_note street building postal_code locality gmina longitude latitude precision
phones emails website coordinator_name coordinator_role coordinator_phone coordinator_email hours description_pl description_en
source record_date verified_on note
""".split()
SERVICE_COLUMNS = "institution service name description targets eligibility cost capacity free_places free_places_on".split()
MAILBOXES = ("sekretariat", "biuro", "kontakt", "poczta")
ROLES = ("koordynator współpracy", "kierownik działu", "pracownik socjalny")
COSTS = ("bezpłatnie", "odpłatność według dochodu", "do 70% dochodu", "od 20 zł za godzinę")
CONDITIONS = ("skierowanie ośrodka pomocy społecznej", "decyzja administracyjna", "zgłoszenie własne", "orzeczenie o niepełnosprawności")
WITHOUT_STROKE = str.maketrans("łŁ", "lL")


def ascii_word(text):
    plain = unicodedata.normalize("NFD", text.translate(WITHOUT_STROKE)).encode("ascii", "ignore").decode().lower()
    return "".join(c for c in plain if c.isalnum())


class Generator:
    def __init__(self, country, source_id, today, seed=SEED):
        self.country = country
        self.source_id = source_id
        self.today = today
        self.random = random.Random(seed)
        self.numbers = itertools.count(1)
        self.people = list(itertools.accumulate(gmina.people for gmina in country.gminas))
        self.institutions = []
        self.services = []

    def run(self, count):
        for entry in itertools.chain(directory_kinds.public_bodies(self), directory_kinds.houses(self)):
            self.add(entry)
        left = count - len(self.institutions)
        if left < 0:
            raise SystemExit(f"the public bodies and homes alone are {len(self.institutions)}: ask for more than {count}")
        for entry in directory_kinds.organisations(self, left):
            self.add(entry)
        # A directory is not sorted by type.
        self.random.shuffle(self.institutions)
        return self

    # MARK: Choices

    def chance(self, share):
        return self.random.random() < share

    def pick(self, choices):
        return choices[int(self.random.random() * len(choices))]

    def below(self, limit):
        return int(self.random.random() * limit)

    def somewhere(self):
        """A gmina, the likelier the more people live there."""
        return self.country.gminas[bisect.bisect(self.people, self.random.random() * self.people[-1])]

    def days_ago(self, most):
        return (self.today - datetime.timedelta(days=self.below(most))).isoformat()

    # MARK: Entries

    def add(self, entry):
        identifier = f"bench-{entry.kind.lower()}-{next(self.numbers)}"
        is_office = entry.kind in directory_kinds.OFFICES
        row = {
            "id": identifier, "type": entry.kind, "name": entry.name, "other_names": entry.other_names, "run_by": entry.run_by, "area": entry.area,
            **self.address(entry.gmina, entry.place or entry.gmina.name, is_office), **self.point(entry.gmina, is_office),
            **self.contacts(entry, is_office), "hours": self.pick(HOURS[entry.hours]) if self.chance(0.85) else "",
            "description_pl": entry.description, "source": self.source_id, "record_date": self.days_ago(700),
        }
        if self.chance(0.15):
            row["verified_on"] = self.days_ago(360)
        self.institutions.append(row)
        for service, targets, places in entry.services:
            self.add_service(identifier, service, targets, places)

    def add_service(self, identifier, service, targets, places):
        row = {"institution": identifier, "service": service, "targets": " | ".join(targets)}
        if places:
            capacity = places[0] + self.below(places[1] - places[0])
            row["capacity"] = capacity
            if self.chance(0.4):
                row["free_places"] = int(self.random.random() ** 2 * capacity / 2)
                row["free_places_on"] = self.days_ago(60)
        if self.chance(0.15):
            row["cost"] = self.pick(COSTS)
        if self.chance(0.1):
            row["eligibility"] = self.pick(CONDITIONS)
        self.services.append(row)

    def address(self, gmina, locality, is_office):
        is_village = locality != gmina.name
        # Low numbers are the more frequent.
        building = str(1 + int(self.random.random() ** 2 * 180)) + (self.pick("ABC") if self.chance(0.08) else "")
        if self.chance(0.03):
            building += f"/{1 + self.below(60)}"
        if is_village and self.chance(0.5):
            street = ""
        elif is_office and self.chance(0.12):
            street = "Rynek"
        elif self.chance(0.06) and not gmina.is_rural:
            street = "os. " + self.pick(ORDINARY_STREETS)
        else:
            prefix = "al." if self.chance(0.04) else "pl." if self.chance(0.03) else "ul."
            street = f"{prefix} {self.pick(NAMED_STREETS if self.chance(0.5) else ORDINARY_STREETS)}"
        # Villages and quarters of cities have codes of their own.
        code = gmina.postal_base + (1 + self.below(9) if is_village or gmina.is_city else 0)
        return {"street": street, "building": building, "postal_code": f"{code // 1000:02d}-{code % 1000:03d}", "locality": locality,
                "gmina": gmina.code}

    def point(self, gmina, is_office):
        if self.chance(0.03):
            return {}
        choice = self.random.random()
        x, y = gmina.center
        if choice < 0.12:
            precision = "gmina-centre"
        else:
            precision = "address" if choice < 0.62 else "street" if choice < 0.72 else "locality"
            away = gmina.point(self.random)
            # An office stands in the middle of its gmina.
            near = ((x * 4 + away[0]) / 5, (y * 4 + away[1]) / 5)
            if not is_office:
                x, y = away
            elif gmina.contains(*near):
                x, y = near
        return {"longitude": f"{x:.5f}", "latitude": f"{y:.5f}", "precision": precision}

    def phone(self, gmina):
        if self.chance(0.3):
            number = self.pick(MOBILE_PREFIXES) + f"{self.below(1_000_000):06d}"
            return f"{number[:3]} {number[3:6]} {number[6:]}"
        areas = REGIONS[gmina.region][1].split()
        area = areas[int(gmina.powiat) % len(areas)]
        number = str(2_000_000 + self.below(7_999_999))
        a, b, c = number[:3], number[3:5], number[5:]
        choice = self.random.random()
        return f"{area} {a} {b} {c}" if choice < 0.6 else f"({area}) {a}-{b}-{c}" if choice < 0.85 else f"+48 {area} {a} {b} {c}"

    def contacts(self, entry, is_office):
        if is_office:
            domain = f"{entry.kind.lower()}.{ascii_word(entry.gmina.name)}.pl"
        else:
            own_name = entry.name.split("„")[-1].split("”")[0]
            domain = (ascii_word(own_name)[:30] or "kontakt") + self.pick((".org.pl", ".pl", ".com.pl", ".eu"))
        row = {"phones": self.phone(entry.gmina) + (f" | {self.phone(entry.gmina)}" if self.chance(0.15) else "")}
        if self.chance(0.8):
            row["emails"] = f"{self.pick(MAILBOXES)}@{domain}"
        if self.chance(0.6):
            row["website"] = self.pick(("https://", "https://www.", "www.")) + domain
        if self.chance(0.1 if is_office else 0.02):
            row |= {"coordinator_name": f"{self.pick(GIVEN_NAMES)} {self.pick(SURNAMES)}", "coordinator_role": self.pick(ROLES),
                    "coordinator_phone": self.phone(entry.gmina)}
        return row


def first_source():
    """Rows must name a source that the database knows: any will do."""
    for folder in ("indicators", "directory"):
        path = REPOSITORY / "GeoData" / folder / "sources.csv"
        if path.exists():
            return read_table(path)[0]["id"]
    raise SystemExit("GeoData has no sources.csv")


def write_table(path, columns, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def generate(folder, count=COUNT, country=None, today=None):
    """Writes institutions.csv and services.csv. Returns the generator with the rows."""
    made = Generator(country or Country(REPOSITORY / "GeoData"), first_source(), today or datetime.date.today()).run(count)
    write_table(folder / "institutions.csv", INSTITUTION_COLUMNS, made.institutions)
    write_table(folder / "services.csv", SERVICE_COLUMNS, made.services)
    return made


def main():
    parser = argparse.ArgumentParser(description="Writes institutions.csv and services.csv of made-up institutions.")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=COUNT)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    made = generate(arguments.folder, arguments.count)
    print(f"{len(made.institutions):,} institutions, {len(made.services):,} services", file=sys.stderr)


if __name__ == "__main__":
    main()
