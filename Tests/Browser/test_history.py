# SPDX-License-Identifier: Apache-2.0
"""The history of an entry: who changed what, when and why, by pages, files and keys; two states compared, a change taken back, two at once."""

import contextlib
import csv
import datetime
import io
import json
import sqlite3
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect

import signed_in
from person import Person, plain

TODAY = datetime.date.today()


@pytest.fixture
def enter(open_office, office, browser):
    """enter(path, role, …) opens a page as somebody new with that right."""
    def enter(path, role="administrator", institution="", name="Anna Nowak", token=None, **options):
        page = open_office(browser, "/o-systemie", **options)
        signed_in.enter(page, office, token or signed_in.session(office.folder, role, institution, name=name))
        page.goto(office.url(path))
        return page
    return enter


def save(page, field, text, why):
    page.locator(field).fill(text)
    page.locator("#f-powod").fill(why)
    with page.expect_navigation():
        page.get_by_role("button", name="Zapisz", exact=True).last.click()
    expect(page.locator(".edit-saved")).to_contain_text(text)


def changes(office, page, document):
    """As a program reads them, the oldest first."""
    answer = page.request.get(office.url(f"/api/v1/revisions?kind=institution&document={document}"))
    return list(reversed(answer.json()["revisions"]))


def test_two_states_are_compared_and_a_change_is_taken_back(enter, office):
    document = "oik-krakow"
    page = enter(f"/panel/instytucje/{document}", "editor", document, name="Jan Lis")
    save(page, "#f-uwagi", "Pierwsza uwaga", "telefon z ośrodka")
    save(page, "#f-prowadzi", "Gmina Kraków", "statut")
    save(page, "#f-uwagi", "Druga uwaga", "list ośrodka")
    maria = Person(enter(f"/panel/historia?kind=institution&document={document}", name="Maria Kowal"))
    first, second, third = changes(office, maria.page, document)
    assert [(each["why"], each["author"]["name"]) for each in (first, second, third)] == [
        ("telefon z ośrodka", "Jan Lis"), ("statut", "Jan Lis"), ("list ośrodka", "Jan Lis")]

    rows = maria.page.locator(".history-table tbody tr")
    expect(rows.first).to_contain_text("list ośrodka")
    expect(rows.first).to_contain_text("Jan Lis")
    # From before the first change to after the second one.
    maria.tab_to(maria.page.locator("input[name=od]:checked"))
    before_all = maria.page.get_by_label("Stan przed pierwszą zmianą")
    for _ in range(rows.count()):
        if before_all.is_checked():
            break
        maria.page.keyboard.press("ArrowDown")
    expect(before_all).to_be_checked()
    to_second = maria.page.locator(f"input[name=do][value='{second['number']}']")
    maria.tab_to(maria.page.locator("input[name=do]:checked"))
    maria.page.keyboard.press("ArrowDown")
    expect(to_second).to_be_checked()
    maria.follow(maria.button("Porównaj wybrane stany"))
    difference = maria.page.locator(".difference")
    expect(difference).to_contain_text("Pierwsza uwaga")
    expect(difference).to_contain_text("Gmina Kraków")
    expect(difference).not_to_contain_text("Druga uwaga")
    maria.says("przed zmianą nr", "po zmianie nr")

    # One change of three is taken back; the later one of the same field stands in the way of the first.
    maria.page.watch.expected_statuses.update({409, 422})
    maria.go(f"/panel/historia/{second['number']}")
    maria.follow(maria.button("Cofnij tę zmianę"))
    maria.says("Napisz, dlaczego cofasz zmianę.")
    maria.fill("Powód", "Prowadzi ją miasto")
    maria.follow(maria.button("Cofnij tę zmianę"))
    maria.says("cofa zmianę nr", "Maria Kowal", "Prowadzi ją miasto")
    *_, last = changes(office, maria.page, document)
    assert last["reverts"] == second["number"] and last["author"]["name"] == "Maria Kowal" and last["why"] == "Prowadzi ją miasto"
    entry = office.json(f"/api/v1/institutions/{document}")
    assert entry["run_by"] != "Gmina Kraków"
    maria.go(f"/instytucje/{document}")
    maria.says("Druga uwaga")

    # Everybody sees what changed and where the entry is from, nobody who it was.
    maria.follow(maria.link("zobacz historię wpisu"))
    maria.says("Pierwsza uwaga", "Druga uwaga", "Gmina Kraków")
    facts = maria.page.locator("dl.facts")
    assert plain(entry["source"]["name"]["pl"]) in plain(facts.inner_text())
    for name in ["Jan Lis", "Maria Kowal"]:
        expect(maria.main).not_to_contain_text(name)


def test_the_history_is_taken_home(enter, office):
    document = "rops-krakow"
    page = enter(f"/panel/instytucje/{document}", "editor", document, name="Jan Lis")
    save(page, "#f-uwagi", "=1+1", "liczba, która wygląda na wzór")
    page = enter(f"/panel/historia?kind=institution&document={document}&since={TODAY - datetime.timedelta(days=2)}", name="Maria Kowal")
    files = {}
    for kind in ["CSV", "JSON"]:
        link = page.locator(".history-export").get_by_role("link", name=kind)
        answer = page.request.get(office.url(link.get_attribute("href")))
        assert answer.status == 200
        files[kind] = answer.text()
    row, = csv.DictReader(io.StringIO(files["CSV"]))
    change, = json.loads(files["JSON"])["revisions"]
    assert row["document"] == change["document"] == document
    assert row["author_name"] == change["author"]["name"] == "Jan Lis" and row["why"] == change["why"]
    assert row["made_at"] == change["made_at"] and abs(datetime.datetime.fromisoformat(row["made_at"].replace("Z", "+00:00"))
                                                       - datetime.datetime.now(datetime.timezone.utc)) < datetime.timedelta(hours=1)
    # A spreadsheet takes it for words.
    assert row["after"] == "'=1+1" and change["after"]["note"] == "=1+1"


def test_two_editors_see_both_versions_side_by_side(enter, office):
    document = "wup-krakow"
    path = f"/panel/instytucje/{document}"
    mine, theirs = (enter(path, "editor", document, name=name) for name in ["Jan Lis", "Ewa Sowa"])
    save(theirs, "#f-uwagi", "Uwaga Ewy", "")
    save(theirs, "#f-obszar-uwagi", "Całe województwo", "")
    mine.watch.expected_statuses.add(409)
    jan = Person(mine)
    jan.fill(mine.locator("#f-uwagi"), "Uwaga Jana")
    jan.fill("Powód zmiany", "wiem lepiej")
    jan.follow(jan.button("Zapisz"))
    sides = mine.locator(".edit-sides .edit-side")
    expect(sides).to_have_count(3)
    expect(sides.nth(1)).to_contain_text("Uwaga Jana")
    expect(sides.nth(2)).to_contain_text("Uwaga Ewy")
    # What only she changed is kept, and said.
    jan.says("Całe województwo")
    jan.press(mine.get_by_label("Moja wersja"), "Space")
    jan.follow(jan.button("Zapisz wybrane"))
    expect(mine.locator(".edit-saved")).to_contain_text("Uwaga Jana")
    expect(mine.locator("#f-obszar-uwagi")).to_have_value("Całe województwo")
    *_, hers, his = changes(office, enter("/panel"), document)
    assert (hers["author"]["name"], his["author"]["name"], his["fields"], his["why"]) == ("Ewa Sowa", "Jan Lis", ["note"], "wiem lepiej")
    assert his["before"] == {"note": "Uwaga Ewy"} and his["after"] == {"note": "Uwaga Jana"}


def test_a_draft_is_offered_again_when_the_entry_has_changed(enter, office):
    document = "rops-katowice"
    path = f"/panel/instytucje/{document}"
    token = signed_in.session(office.folder, "editor", document, name="Jan Lis")
    page = enter(path, token=token)
    page.locator("#f-uwagi").fill("Dokończę jutro")
    expect(page.locator("#edit-status")).to_contain_text("Szkic zapisany")
    save(enter(path, name="Maria Kowal"), "#f-prowadzi", "Samorząd województwa", "statut")
    # On another computer, from the list of what was not finished.
    jan = Person(enter("/panel/instytucje", token=token))
    jan.follow(jan.page.locator("section.notice").get_by_role("link").first)
    expect(jan.page.locator("#f-uwagi")).to_have_value("Dokończę jutro")
    expect(jan.page.locator(".edit-draft")).to_contain_text("Od tego czasu ktoś zmienił wpis")
    jan.follow(jan.button("Zapisz"))
    expect(jan.page.locator(".edit-saved")).to_contain_text("Dokończę jutro")
    expect(jan.page.locator("#f-prowadzi")).to_have_value("Samorząd województwa")
    jan.go(path)
    expect(jan.page.locator(".edit-draft")).to_have_count(0)


def with_key(office, key, path="/api/v1/revisions?limit=5"):
    """The status and the answer that a program with the key gets."""
    request = urllib.request.Request(office.url(path), headers={"Authorization": f"Bearer {key}"})
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, json.load(response), response.headers
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"{}"), error.headers


def let_expire(office, name):
    """Moves a key a year back."""
    with contextlib.closing(sqlite3.connect(office.folder / "atlas.sqlite", timeout=30)) as database, database:
        database.execute("UPDATE api_key SET created_at = '2025-01-01T00:00:00Z', expires_at = '2025-02-01T00:00:00Z' WHERE name = ?", (name,))


def test_a_program_reads_the_history_with_a_key(enter, office):
    reader = Person(enter("/konto", "reader", name="Ola Czytelna"))
    def make_key(program):
        reader.fill("Dla jakiego programu", program)
        reader.follow(reader.button("Utwórz klucz"))
        return reader.page.locator("#nowy-klucz").input_value()

    passing, key = make_key("Raport na dziś"), make_key("Arkusz ROPS")
    assert with_key(office, passing)[0] == 200
    status, answer, _ = with_key(office, key)
    assert status == 200 and set(answer) == {"revisions", "total", "next"}
    # Seen once: after that only its end.
    reader.go("/konto")
    assert key not in reader.page.content()
    for wrong in [key[:-1] + ("a" if key[-1] != "a" else "b"), key.removeprefix("pwat_"), "pwat_", "pwat_" + "a" * 26, ""]:
        status, answer, headers = with_key(office, wrong)
        assert status == 401 and headers["Content-Type"].startswith("application/problem+json"), wrong
        assert headers["WWW-Authenticate"].startswith("Bearer"), wrong
    # It reads; it writes nothing and opens no page.
    request = urllib.request.Request(office.url("/panel/instytucje/oik-krakow"), data=b"_akcja=zapisz", headers={"Authorization": f"Bearer {key}"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=30)
    assert refused.value.code in (401, 403)
    keys = reader.page.locator("table[aria-labelledby=klucze] tbody tr")
    reader.follow(keys.filter(has_text="Arkusz ROPS").get_by_role("button", name="Unieważnij"))
    assert with_key(office, key)[0] == 401
    # The other one is still good, until its time is over.
    assert with_key(office, passing)[0] == 200
    let_expire(office, "Raport na dziś")
    assert with_key(office, passing)[0] == 401
    reader.go("/konto")
    expect(keys.filter(has_text="Raport na dziś")).to_contain_text("wygasł")
