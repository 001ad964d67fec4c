# SPDX-License-Identifier: Apache-2.0
"""A feed of offers as a labour office would publish it, its dates around today. All in it is made up."""

import datetime
import json

POWIAT = "1203"
NAME = "powiat chrzanowski"
JOBS, COURSES, INTERNSHIPS = 11, 3, 2
EXPIRED = "Portier (po terminie)"
SOURCE = "Urząd pracy w Chrzanowie (dane testowe)"


def today():
    return datetime.date.today()


def day(days):
    return (today() + datetime.timedelta(days=days)).isoformat()


def offer(number, kind, title, **facts):
    return {"id": f"T/{number:04}", "kind": kind, "title": title, "unit": POWIAT, "valid_to": day(14 + number), **facts}


def offers():
    phone, email = "32 123 45 67", "oferty@example.org"
    return [
        offer(1, "praca", "Sprzedawca", employer="Sklep „Pod Lipą”", place="Chrzanów, ul. Krakowska", positions=2,
              wage="od 4806 zł brutto", hours="pełny etat, dwie zmiany", contact="pokój 12", phone=phone,
              requirements="wykształcenie zawodowe; mile widziana książeczka sanepidowska"),
        offer(2, "praca", "Operator wózka widłowego z uprawnieniami UDT do prac magazynowych na trzy zmiany",
              employer="Przedsiębiorstwo Logistyczno-Transportowe <A&B> spółka z ograniczoną odpowiedzialnością spółka komandytowa",
              place="Trzebinia", unit="120305", positions=5, wage_from="5200", wage_to="6400", phone=phone, email=email,
              requirements="uprawnienia UDT II WJO\nco najmniej rok pracy na podobnym stanowisku\nbadania do pracy na wysokości",
              description="Przyjęcie i wydanie towaru, obsługa skanera, inwentaryzacja.", link="https://example.org/oferta/2"),
        offer(3, "praca", "Opiekunka osób starszych", employer="Ośrodek Pomocy Społecznej w Libiążu", place="Libiąż",
              wage="32 zł za godzinę", hours="umowa zlecenie", phone=phone),
        offer(4, "praca", "Kucharz", employer="Bar mleczny", place="Chrzanów", wage="od 5000 zł", email=email),
        offer(5, "praca", "Ślusarz – spawacz", employer="Zakład Naprawczy", place="Trzebinia", unit="120305", positions=1,
              wage="od 6000 zł", phone=phone),
        offer(6, "praca", "Kierowca kat. C+E", employer="Firma przewozowa", place="Chrzanów", wage="do uzgodnienia", phone=phone),
        offer(7, "praca", "Pomocnik murarza", employer="Usługi budowlane", place="Alwernia", wage="od 4806 zł", phone=phone),
        offer(8, "praca", "Pracownik gospodarczy", employer="Szkoła podstawowa", place="Babice", hours="pół etatu", contact="sekretariat szkoły"),
        offer(9, "praca", "Magazynier", employer="Hurtownia", place="Libiąż", wage="od 5100 zł", phone=phone),
        offer(10, "praca", "Pracownik biurowy – stanowisko dla osoby z niepełnosprawnością", employer="Spółdzielnia socjalna",
              place="Chrzanów", wage="od 4806 zł", hours="7 godzin dziennie", phone=phone, email=email),
        offer(11, "praca", "Szwaczka", employer="Pracownia krawiecka", place="Trzebinia", unit="120305", phone=phone),
        offer(12, "szkolenie", "Kurs spawania metodą MAG", employer="Ośrodek szkoleniowy", place="Chrzanów", positions=12,
              hours="160 godzin", contact="pokój 5", phone=phone, description="Kurs finansuje urząd pracy; zwracamy koszt dojazdu."),
        offer(13, "szkolenie", "Kurs komputerowy od podstaw", employer="Biblioteka miejska", place="Libiąż", positions=8, phone=phone),
        offer(14, "szkolenie", "Język polski dla cudzoziemców", employer="Fundacja", place="Trzebinia", unit="120305", email=email),
        offer(15, "staz", "Staż: pracownik administracji", employer="Urząd Gminy", place="Babice", positions=1, phone=phone),
        offer(16, "staz", "Staż: ogrodnik", employer="Zakład Zieleni", place="Chrzanów", positions=2, phone=phone),
        offer(17, "praca", EXPIRED, employer="Biurowiec", place="Chrzanów", phone=phone) | {"valid_to": day(-1)},
    ]


def write(folder):
    """The feed as a file in the folder."""
    file = folder / "oferty-testowe.json"
    file.write_text(json.dumps({"source": SOURCE, "date": today().isoformat(), "offers": offers()}, ensure_ascii=False), encoding="utf-8")
    return file
