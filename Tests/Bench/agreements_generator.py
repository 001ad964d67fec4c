# SPDX-License-Identifier: Apache-2.0
"""Made-up agreements of made-up institutions, as the tables that `powiatlas import agreements` reads.

Of each kind about as many as a whole country could have: pairs of a welfare centre and its labour office, groups of all welfare
centres of a powiat, family support centres, partnerships with organisations, regional ones; dates to the day, month or year,
ends that are stated, open or missing, and renewals. The same seed gives the same tables.
"""

import collections
import random

from directory_generator import write_table

SEED = 20150630
COUNT = 20_000
AGREEMENT_COLUMNS = """
id kind title form subject signed valid_from valid_to terminated_on renews legal_basis area targets services programmes exchange_scope
exchange_means exchange_safeguards risks monitoring open_to_join source record_date verified_on note
""".split()
PARTY_COLUMNS = "agreement party role name signatory contact_name contact_role contact_phone contact_email".split()
ACTION_COLUMNS = "agreement description from to responsible".split()
# Kind: of a thousand.
SHARES = {"welfare": 430, "group": 60, "family": 90, "social": 300, "clubs": 80, "regional": 40}
PROGRAMMES = "pai prace-spolecznie-uzyteczne sepi kontrakt-socjalny zatrudnienie-socjalne oddluzenie projekt urzedomat".split()
FORMS = "siec wymiana-informacji wymiana-informacji wspolne-dzialania wspolne-dzialania wspolne-dzialania cialo-zarzadzajace".split()
TARGETS = "bezrobotni bezdomni niepelnosprawni seniorzy zadluzeni rodziny".split()
YEARS = (2004, 2026)


class Agreements:
    def __init__(self, institutions, source_id, seed=SEED):
        self.random = random.Random(seed)
        self.source_id = source_id
        # By type, then by the powiat and the gmina of the seat.
        self.of = collections.defaultdict(lambda: collections.defaultdict(list))
        for row in institutions:
            stem = row["gmina"][:6]
            for code in (stem[:2], stem[:4], stem):
                self.of[row["type"]][code].append(row["id"])
        self.powiats = sorted(code for code in self.of["PUP"] if len(code) == 4)
        self.agreements, self.parties, self.actions = [], [], []
        self.ended = []

    def run(self, count):
        kinds = list(SHARES)
        for number in range(count):
            if self.ended and self.random.random() < 0.2:
                self.renew(number, self.ended.pop(self.random.randrange(len(self.ended))))
                continue
            kind = self.random.choices(kinds, weights=SHARES.values())[0]
            powiat = self.random.choice(self.powiats)
            self.add(number, *getattr(self, kind)(powiat))
        return self

    # MARK: Kinds: title, sides, area

    def pick(self, kind, code):
        found = self.of[kind][code]
        return self.random.choice(found) if found else None

    def welfare(self, powiat):
        return "Porozumienie ośrodka pomocy społecznej i urzędu pracy", [self.pick("PUP", powiat), self.pick("OPS", powiat)], powiat

    def group(self, powiat):
        return "Porozumienie urzędu pracy z ośrodkami powiatu", [self.pick("PUP", powiat), f"OPS:{powiat}"], powiat

    def family(self, powiat):
        return "Umowa partnerska centrum pomocy rodzinie i urzędu pracy", [self.pick("PUP", powiat), self.pick("PCPR", powiat)], powiat

    def social(self, powiat):
        sides = [self.pick(self.random.choice(("OPS", "OPS", "PCPR", "PUP")), powiat)]
        sides += [self.pick(self.random.choice(("NGO", "NGO", "NGO", "PES")), powiat) for _ in range(self.random.choice((1, 1, 1, 2, 3, 5)))]
        return "Partnerstwo z organizacjami społecznymi", sides, powiat

    def clubs(self, powiat):
        club = self.pick("KIS", powiat) or self.pick("CIS", powiat[:2])
        return "Porozumienie o zatrudnieniu socjalnym", [club, self.pick("OPS", powiat), self.pick("PUP", powiat)], powiat

    def regional(self, powiat):
        region = powiat[:2]
        sides = [self.pick("ROPS", region), self.pick("WUP", region), self.random.choice((f"PCPR:{region}", f"PUP:{region}"))]
        return "Partnerstwo regionalne", sides, region

    # MARK: Rows

    def date(self, year):
        month, day = self.random.randint(1, 12), self.random.randint(1, 28)
        return self.random.choices((f"{year}-{month:02d}-{day:02d}", f"{year}-{month:02d}", str(year)), weights=(70, 15, 15))[0]

    def add(self, number, title, sides, area, year=None, renews=""):
        sides = list(dict.fromkeys(side for side in sides if side))
        if len(sides) < 2:
            powiat = self.powiats[number % len(self.powiats)]
            title, sides, area = self.group(powiat)
        identifier = f"bench-{number + 1}"
        year = year or self.random.randint(*YEARS)
        start = self.date(year) if self.random.random() < 0.97 else ""
        ends = self.random.random()
        end = "bezterminowo" if ends < 0.15 else ""
        if start and ends > 0.55:
            end = self.date(year + self.random.randint(1, 5))
            self.ended.append((identifier, title, sides, area, int(end[:4])))
        row = {
            "id": identifier, "kind": self.random.choice(("porozumienie", "porozumienie", "umowa-partnerska", "list-intencyjny")),
            "title": f"{title} nr {number + 1}", "form": self.random.choice(FORMS), "subject": "wspólna praca z osobami, którym pomagają strony",
            "signed": start, "valid_from": start, "valid_to": end, "renews": renews, "area": area, "source": self.source_id,
            "targets": " | ".join(self.random.sample(TARGETS, self.random.randint(0, 2))),
            "programmes": " | ".join(self.random.sample(PROGRAMMES, self.random.choice((0, 0, 1, 1, 2)))),
            "open_to_join": self.random.choice(("", "", "tak", "nie")),
        }
        if self.random.random() < 0.3:
            row |= {"exchange_scope": "status wspólnych klientów", "exchange_means": "platforma SEPI"}
        self.agreements.append(row)
        for place, side in enumerate(sides):
            party = {"agreement": identifier, "party": side, "role": "lider" if place == 0 else "partner"}
            if ":" not in side and self.random.random() < 0.3:
                party["contact_role"] = "koordynator współpracy"
            self.parties.append(party)
        if self.random.random() < 0.4:
            self.actions.append({"agreement": identifier, "description": "wspólne spotkania z klientami", "from": start})

    def renew(self, number, earlier):
        identifier, title, sides, area, year = earlier
        self.add(number, title, sides, area, year=min(year, YEARS[1]), renews=identifier)


def generate(folder, institutions, source_id, count=COUNT):
    """Writes the tables. Returns the generator with the rows."""
    made = Agreements(institutions, source_id).run(count)
    write_table(folder / "agreements.csv", AGREEMENT_COLUMNS, made.agreements)
    write_table(folder / "agreement-parties.csv", PARTY_COLUMNS, made.parties)
    write_table(folder / "agreement-actions.csv", ACTION_COLUMNS, made.actions)
    return made
