# SPDX-License-Identifier: Apache-2.0
"""What people ask the directory: words with slips, without diacritics, half typed; filters; places around a point."""

import bisect
import dataclasses
import itertools
import random
import urllib.parse

from directory_grammar import in_place
from directory_words import TITLES, VILLAGES

SEED = 20261122
PLAIN = str.maketrans("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "acelnoszzACELNOSZZ")
NEIGHBOUR_KEYS = dict(zip("abcdegiklmnoprstuwyz", "svxfrholknmpotarieux"))

# Needs as people name them, in several forms of the words.
NEEDS = """
schronisko dla bezdomnych|noclegownia|ogrzewalnia|nocleg dla bezdomnego|pomoc dla bezdomnych|bezdomność|dom pomocy społecznej|dom opieki dla seniora
opieka nad osobą starszą|usługi opiekuńcze|klub seniora|seniorzy|dzienny dom pobytu|warsztaty terapii zajęciowej|terapia zajęciowa|niepełnosprawni praca
osoby niepełnosprawne|rehabilitacja|zakład aktywności zawodowej|środowiskowy dom samopomocy|zaburzenia psychiczne|chorzy psychicznie|poradnia psychologiczna
poradnia uzależnień|leczenie alkoholizmu|klub abstynenta|narkotyki pomoc|uzależnienie|przemoc w rodzinie|ofiary przemocy|interwencja kryzysowa|kryzys
zasiłek stały|zasiłek celowy|zasiłki|dożywianie dzieci|posiłek dla ubogich|jadłodajnia|żywność|bank żywności|ubrania|pomoc społeczna|praca socjalna
świetlica dla dzieci|świetlice środowiskowe|dom dziecka|piecza zastępcza|rodzina zastępcza|rejestracja bezrobotnych|oferty pracy|staż|szkolenia dla bezrobotnych
doradca zawodowy|kurs zawodowy|dotacja na działalność|agencja pracy|klub integracji społecznej|długotrwale bezrobotny|spółdzielnia socjalna
oddłużanie|długi mieszkaniowe|porady prawne|pomoc prawna bezpłatna|uchodźcy|cudzoziemcy|wyjście z więzienia|koło gospodyń wiejskich|straż pożarna|klub sportowy
niewidomi|emeryci i renciści|uniwersytet trzeciego wieku|szkoła językowa|prawo jazdy|caritas|monar|wolontariat|fundacja dla dzieci|stowarzyszenie pomocy
""".replace("\n", "|").strip("|").split("|")
ABBREVIATIONS = "GOPS MOPS MGOPS MOPR OPS CUS PCPR PUP MUP ROPS WUP DPS ŚDS SDS WTZ ZAZ CIS KIS OIK NGO OSP KGW".split()
TYPES = "OPS CUS PCPR PUP CIS KIS WTZ ZAZ SDS DPS OIK SCHRONISKO NOCLEGOWNIA NGO PES AGENCJA SZKOLENIE URZAD INNE".split()
SERVICES = """
schronienie schronisko noclegownia posilek zywnosc uslugi-opiekuncze opieka-calodobowa wsparcie-dzienne terapia-zajeciowa praca-socjalna pomoc-finansowa
reintegracja szkolenia staze posrednictwo-pracy poradnictwo-specjalistyczne interwencja-kryzysowa placowka-dla-dzieci pomoc-prawna terapia-uzaleznien
pomoc-organizacji zatrudnienie-wspierane
""".split()
TARGETS = """
bezdomni seniorzy niepelnosprawni niepelnosprawni-intelektualnie chorzy-psychicznie bezrobotni dlugotrwale-bezrobotni klienci-pomocy dzieci rodziny uchodzcy
uzaleznieni-od-alkoholu doznajacy-przemocy zadluzeni
""".split()
INFLECTED = """
bezdomnych|bezdomnym|seniorom|seniorów|dzieciom|niepełnosprawnymi|uzależnionych|rodzinom|bezrobotnemu|schroniskach|noclegowniach|ośrodkiem
urzędzie pracy|urzędu miasta|poradniami|fundacjami|stowarzyszeniom|szkoleniami|warsztatów|świetlicami|klubach seniora|domach opieki
centrum pomocy rodzinie|zasiłków
""".replace("\n", "|").strip("|").split("|")
RADII = (1, 2, 5, 10, 15, 25, 50)


@dataclasses.dataclass(frozen=True)
class Query:
    kind: str
    text: str = ""
    types: tuple = ()
    services: tuple = ()
    targets: tuple = ()
    unit: str = ""
    serves: str = ""
    near: tuple = ()
    radius: float = 0
    verified: bool = False
    free: bool = False
    sort: str = ""

    @property
    def group(self):
        """What the goals part: searches by text, within a radius, by filters alone."""
        return "radius" if self.radius else "text" if self.text else "filters"

    @property
    def is_exact(self):
        """Whether there is one right number of results: nothing depends on how words are understood."""
        return not self.text

    @property
    def path(self):
        pairs = [("q", self.text)] if self.text else []
        pairs += [("type", value) for value in self.types] + [("service", value) for value in self.services]
        pairs += [("target", value) for value in self.targets]
        pairs += [(name, value) for name, value in (("unit", self.unit), ("serves", self.serves), ("sort", self.sort)) if value]
        if self.near:
            pairs.append(("near", f"{self.near[0]:.5f},{self.near[1]:.5f}"))
        if self.radius:
            pairs.append(("radius_km", f"{self.radius:g}"))
        pairs += [(name, "1") for name, value in (("verified", self.verified), ("free", self.free)) if value]
        return "/api/v1/institutions?" + urllib.parse.urlencode(pairs, quote_via=urllib.parse.quote)


class QueryMaker:
    """Endless distinct queries in fixed shares; the same seed gives the same."""

    SHARES = {
        "need and place": 22, "name": 12, "abbreviation and place": 13, "inflected": 9, "typing slip": 10, "prefix": 8, "filters": 6,
        "text and filters": 4, "radius": 9, "text within a radius": 7,
    }

    def __init__(self, country, names, seed=SEED):
        self.country = country
        self.names = names
        self.random = random.Random(seed)
        self.people = list(itertools.accumulate(gmina.people for gmina in country.gminas))
        self.seen = set()

    def take(self, count):
        """Queries that were not taken before, the kinds mixed."""
        kinds, weights = list(self.SHARES), list(self.SHARES.values())
        taken = []
        while len(taken) < count:
            kind = self.random.choices(kinds, weights)[0]
            query = getattr(self, "_" + kind.replace(" ", "_"))(kind)
            if query not in self.seen:
                self.seen.add(query)
                taken.append(query)
        return taken

    # MARK: Words

    def gmina(self):
        return self.country.gminas[bisect.bisect(self.people, self.random.random() * self.people[-1])]

    def one_of(self, *choices):
        """What one of (weight, maker) makes."""
        return self.random.choices([maker for _, maker in choices], [weight for weight, _ in choices])[0]()

    def chance(self, share):
        return self.random.random() < share

    def place(self):
        """A place as it is typed: Kraków, w krakowie, Nowym Targu, krakow."""
        name = self.gmina().name
        form = self.random.random()
        text = name if form < 0.5 else in_place(name) if form < 0.85 else "koło " + name if form < 0.9 else "powiat " + self._powiat()
        return self.typed(text)

    def _powiat(self):
        return self.random.choice([powiat.name for powiat in self.country.powiats.values() if not powiat.is_city])

    def typed(self, text):
        """Small letters mostly, and often without diacritics."""
        if self.chance(0.8):
            text = text.lower()
        return text.translate(PLAIN) if self.chance(0.4) else text

    def slipped(self, text):
        """One slip in one of the longer words."""
        words = text.split(" ")
        long = [number for number, word in enumerate(words) if len(word) >= 5]
        if not long:
            return text
        number = self.random.choice(long)
        word = words[number]
        at = self.random.randrange(1, len(word) - 1)
        kind = self.random.randrange(4)
        if kind == 0:
            word = word[:at] + word[at + 1] + word[at] + word[at + 2:]
        elif kind == 1:
            word = word[:at] + word[at + 1:]
        elif kind == 2:
            word = word[:at] + word[at] + word[at:]
        else:
            word = word[:at] + NEIGHBOUR_KEYS.get(word[at].lower(), "e") + word[at + 1:]
        words[number] = word
        return " ".join(words)

    def shuffled(self, words):
        return " ".join(words if self.chance(0.7) else self.random.sample(words, len(words)))

    def point(self):
        x, y = self.gmina().point(self.random)
        return (round(x, 5), round(y, 5))

    # MARK: Kinds

    def _need_and_place(self, kind):
        return Query(kind, self.shuffled([self.typed(self.random.choice(NEEDS)), self.place()]))

    def _name(self, kind):
        name = self.random.choice(self.names)
        words = name.replace("„", "").replace("”", "").replace("– ", "").split(" ")
        if len(words) > 4 and self.chance(0.5):
            words = words[-self.random.randrange(2, 4):]
        return Query(kind, self.typed(" ".join(words)))

    def _abbreviation_and_place(self, kind):
        return Query(kind, self.shuffled([self.typed(self.random.choice(ABBREVIATIONS)), self.place()]))

    def _inflected(self, kind):
        return Query(kind, self.typed(f"{self.random.choice(INFLECTED)} {in_place(self.gmina().name)}"))

    def _typing_slip(self, kind):
        text = self.one_of(
            (0.6, lambda: f"{self.random.choice(NEEDS)} {self.gmina().name}"), (0.2, lambda: self.random.choice(self.names)),
            (0.2, lambda: f"{self.random.choice(ABBREVIATIONS)} {self.gmina().name}"))
        return Query(kind, self.slipped(self.typed(text)))

    def _prefix(self, kind):
        text = self.one_of(
            (0.5, lambda: f"{self.random.choice(NEEDS)} {self.gmina().name}"), (0.3, lambda: self.random.choice(self.names)),
            (0.2, lambda: f"{self.random.choice(TITLES)} {self.random.choice(VILLAGES)}"))
        text = self.typed(text).replace("„", "").replace("”", "")
        start = text.rfind(" ") + 1
        return Query(kind, text[:min(len(text), start + self.random.randrange(2, 6))])

    def _filter_choice(self):
        gmina = self.gmina()
        unit = self.random.choice((gmina.region, gmina.powiat, gmina.powiat, gmina.stem, ""))
        choice = self.random.random()
        filters = {"unit": unit}
        if choice < 0.3:
            filters["types"] = tuple(sorted(self.random.sample(TYPES, self.random.randrange(1, 3))))
        elif choice < 0.6:
            filters["services"] = (self.random.choice(SERVICES),)
        elif choice < 0.8:
            filters["targets"] = (self.random.choice(TARGETS),)
        else:
            filters |= {"types": (self.random.choice(TYPES),), "targets": (self.random.choice(TARGETS),)}
        if self.chance(0.15):
            filters |= {"serves": gmina.stem, "unit": ""}
        if self.chance(0.12):
            filters["verified"] = True
        if self.chance(0.1):
            filters["free"] = True
        return filters

    def _filters(self, kind):
        near = self.point() if self.chance(0.4) else ()
        return Query(kind, near=near, sort="distance" if near else "name" if self.chance(0.2) else "", **self._filter_choice())

    def _text_and_filters(self, kind):
        text = self.typed(self.random.choice(NEEDS)) if self.chance(0.7) else self.typed(self.random.choice(TITLES))
        return Query(kind, text, **self._filter_choice())

    def _radius(self, kind):
        filters = self.one_of(
            (0.5, lambda: {"types": (self.random.choice(TYPES),)}), (0.15, lambda: {"targets": (self.random.choice(TARGETS),)}), (0.35, dict))
        return Query(kind, near=self.point(), radius=self.random.choice(RADII), sort="distance" if self.chance(0.7) else "", **filters)

    def _text_within_a_radius(self, kind):
        text = self.random.choice(NEEDS) if self.chance(0.7) else self.random.choice(ABBREVIATIONS)
        sort = "distance" if self.chance(0.3) else ""
        return Query(kind, self.typed(text), near=self.point(), radius=self.random.choice(RADII), sort=sort)
