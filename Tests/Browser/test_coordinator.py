# SPDX-License-Identifier: Apache-2.0
"""The way of a coordinator of a welfare centre, from nobody to an agreement that reminds of its end.

The centre is that of Bolesław in powiat olkuski: beside it, in Klucze, a partnership with the labour office and two organisations is
in force."""

import datetime
import io
import subprocess
import zipfile

import docx
import icalendar
from playwright.sync_api import expect

from keyboard import follow, press
from served_atlas import run
from test_pages import violations
from waiting import eventually

CENTRE = "rjps-2899"
NEIGHBOUR = "Centrum Usług Społecznych w Kluczach"
OFFICE = "Powiatowy Urząd Pracy w Olkuszu"
ORGANISATIONS = ["stowarzyszenie-klucz", "chsd-klucze"]
TITLE = "Partnerstwo na rzecz klubu integracji społecznej w Bolesławiu"
TODAY = datetime.date.today()
END = TODAY + datetime.timedelta(days=75)
# Everything that guidelines ask for and the atlas cannot know.
ANSWERS = {
    "title": TITLE, "place": "Bolesław", "signed": TODAY.isoformat(), "validFrom": TODAY.isoformat(), "validTo": END.isoformat(),
    "purpose": "Prowadzenie klubu integracji społecznej", "area": "gmina Bolesław", "targets": "osoby długotrwale bezrobotne",
    "actions-0-description": "zajęcia grupowe i staże w klubie", "actions-0-when": "co tydzień", "funding-0-source": "budżet gminy",
    "funding-0-amount": "24 000", "effects-0-description": "powrót na rynek pracy", "effects-0-measure": "liczba osób zatrudnionych",
    "effects-0-target": "6", "exchangeScope": "obecność na zajęciach", "exchangePurpose": "wspólny plan pomocy", "exchangeMeans": "lista w teczce klubu",
    "exchangeWho": "koordynatorzy stron", "exchangeTiming": "raz w miesiącu", "exchangeGuard": "inspektor ochrony danych, przez rok",
    "risks-0-risk": "za mało uczestników", "risks-0-response": "nabór w sąsiedniej gminie", "monitorWho": "koordynatorzy stron",
    "monitorHow": "raport kwartalny", "meetings": "co kwartał",
}
LEAD = "parties-0-role"


def plain(text):
    return " ".join(text.replace("\u00a0", " ").replace("\u00ad", "").split())


def neighbours_with_an_agreement(page):
    """From the search in the directory to the centre's own entry, and whom it shows beside."""
    page.fill("#directory-query", "ośrodek pomocy Bolesław olkuski")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=*")
    expect(page.locator("#hits .hit-name a").first).to_be_focused()
    follow(page, page.locator(f"a[href*='/instytucje/{CENTRE}']").first)
    page.wait_for_url(f"**/instytucje/{CENTRE}*")
    section = page.locator("#sasiedzi")
    assert OFFICE in section.inner_text() and "brak porozumienia" in section.inner_text().replace("\u00a0", " ")
    near = section.locator(".partner-list li")
    assert near.count() == 1 and NEIGHBOUR in near.inner_text() and "Umowa partnerska w gminie Klucze" in near.inner_text()
    assert "Olkuszu" in section.locator("details").inner_html(), "the neighbours without one are named too"
    # The same on the page of the powiat, with the network as table and picture.
    follow(page, section.locator("a[href*='/jednostki/1212']"))
    page.wait_for_url("**/jednostki/1212*")
    assert NEIGHBOUR not in page.locator("#wspolpraca .side-list").last.inner_text()
    follow(page, page.locator("#wspolpraca a", has_text="sieć"))
    page.wait_for_url("**/porozumienia/siec*")
    row = page.locator("#network-table tbody tr", has_text=OFFICE)
    assert row.count() == 1


def choose_two_partners(page, office):
    page.goto(office.url(f"/instytucje/{CENTRE}"))
    follow(page, page.get_by_role("link", name="Szukaj partnera"))
    page.wait_for_url(f"**/partnerzy?institution={CENTRE}*")
    page.select_option("#purpose", "kis")
    follow(page, page.locator(".partner-form button[type=submit]"))
    page.wait_for_url("**purpose=kis*")
    cards = page.locator(".partner-card")
    assert cards.count() >= 2
    for place, card in enumerate(cards.all()[:2]):
        box = card.locator("input[type=checkbox]")
        assert box.get_attribute("value") == ORGANISATIONS[place] and box.is_checked(), "the two best are ticked"
        assert card.locator(".partner-reasons li").count() >= 3
    third = cards.nth(2).locator("input[type=checkbox]")
    press(page, third, "Space")
    expect(third).to_be_checked()
    page.keyboard.press("Space")
    expect(third).not_to_be_checked()
    follow(page, page.locator(".partner-submit button"))
    page.wait_for_url("**/porozumienia/nowe?*")


def write_the_agreement(page):
    assert page.input_value("#parties-0-name").startswith("Gminny Ośrodek Pomocy Społecznej w Bolesławiu")
    for place in (1, 2):
        assert page.input_value(f"#parties-{place}-name")
    for field, answer in ANSWERS.items():
        page.fill("#" + field, answer)
    page.select_option("#" + LEAD, "lider")
    for place in range(3):
        page.fill(f"#parties-{place}-signatory", f"Osoba {place}")
        page.fill(f"#parties-{place}-function", "Kierownik")
        page.fill(f"#parties-{place}-contact", "koordynator współpracy")
        page.fill(f"#parties-{place}-phone", f"32 611 00 0{place}")
    press(page, page.get_by_role("button", name="Sprawdź, czego brakuje"))
    progress = page.locator(".draft-check progress")
    eventually(lambda: _assert_nothing_missing(page, progress))
    expect(page.locator("#draft-form")).not_to_have_attribute("aria-busy", "true")
    follow(page, page.get_by_role("button", name="Podgląd"))
    expect(page.locator(".draft-complete")).to_be_visible()
    assert page.locator("#missing-title").count() == 0
    assert not violations(page)


def _assert_nothing_missing(page, progress):
    assert progress.get_attribute("value") == progress.get_attribute("max"), page.locator(".draft-contents").inner_text()


def take_home(page, kind):
    with page.expect_download() as download:
        press(page, page.get_by_role("button", name=f"Pobierz {kind}"))
    assert download.value.suggested_filename.endswith("." + kind.lower())
    with open(download.value.path(), "rb") as file:
        return file.read()


def read_texts(page):
    odt = zipfile.ZipFile(io.BytesIO(take_home(page, "ODT")))
    assert odt.read("mimetype") == b"application/vnd.oasis.opendocument.text"
    yield "ODT", odt.read("content.xml").decode()
    document = docx.Document(io.BytesIO(take_home(page, "DOCX")))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    yield "DOCX", "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)
    pdf = take_home(page, "PDF")
    yield "PDF", subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def put_into_the_registry(office):
    """What the office's administrator does with the signed paper."""
    agreements = office.folder / "agreements.csv"
    agreements.write_text(
        "id,kind,title,form,subject,signed,valid_from,valid_to,area,targets\n"
        f"kis-boleslaw,umowa-partnerska,{TITLE},wspolne-dzialania,klub integracji społecznej,{TODAY},{TODAY},{END},121203,dlugotrwale-bezrobotni\n",
        encoding="utf-8")
    tables = office.folder / "agreement-parties.csv"
    tables.write_text(
        "agreement,party,role,contact_role,contact_phone\n"
        + "".join(f"kis-boleslaw,{party},{role},koordynator współpracy,32 611 00 0{place}\n"
                  for place, (party, role) in enumerate([(CENTRE, "lider")] + [(party, "partner") for party in ORGANISATIONS])),
        encoding="utf-8")
    run(office.folder, "import", "agreements", agreements, tables)


def test_from_the_neighbours_to_the_reminder(open_office, browser, office):
    page = open_office(browser, "/katalog")
    neighbours_with_an_agreement(page)
    choose_two_partners(page, office)
    write_the_agreement(page)
    for kind, text in read_texts(page):
        text = plain(text)
        for wanted in [TITLE, "Bolesław", "24 000,00 zł", "zajęcia grupowe i staże w klubie", "liczba osób zatrudnionych", "Osoba 2"]:
            assert wanted in text, f"{kind}: no “{wanted}”"
        assert "uzupełnij" not in text, f"{kind} has a gap"
    put_into_the_registry(office)
    eventually(lambda: _assert_registered(office))
    # The page of the centre has its new partners, that of deadlines the end.
    page.goto(office.url(f"/instytucje/{CENTRE}"))
    assert page.locator("#partnerzy .agreement-row").count() == 1
    follow(page, page.locator("#partnerzy .agreement-title a"))
    page.wait_for_url("**/porozumienia/kis-boleslaw*")
    page.goto(office.url(f"/porozumienia/terminy?dni=90&institution={CENTRE}"))
    entry = page.locator(".deadline-list li", has_text=TITLE).first
    assert "75" in entry.locator(".deadline-when").inner_text() and "32 611 00 00" in entry.inner_text().replace("\u00a0", " ")
    # The calendar that the page offers reminds 60 days before.
    feed = page.locator(".calendar-actions a[href*='.ics']").last.get_attribute("href")
    path = "/" + feed.split("/", 3)[3] if "://" in feed else feed
    calendar = icalendar.Calendar.from_ical(office.bytes(path))
    events = [event for event in calendar.walk("VEVENT") if TITLE in event["SUMMARY"]]
    assert len(events) == 1
    assert events[0].decoded("DTSTART") == END
    reminders = [END + alarm.decoded("TRIGGER") for alarm in events[0].walk("VALARM")]
    assert END - datetime.timedelta(days=60) in reminders
    # The draft of what renews it has its parties.
    follow(page, entry.locator(".deadline-renew a.button").first)
    page.wait_for_url("**/porozumienia/nowe*")
    assert "Bolesławiu" in page.input_value("#parties-0-name")


def _assert_registered(office):
    answer = office.json(f"/api/v1/agreements?institution={CENTRE}")
    assert [agreement["id"] for agreement in answer["agreements"]] == ["kis-boleslaw"], answer
