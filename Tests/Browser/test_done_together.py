# SPDX-License-Identifier: Apache-2.0
"""An office's year in an hour: a region invites a welfare centre, the centre keeps its entry and its agreement, a citizen reports a wrong
number, the region accepts it and takes a slip back, and all of it is there again on another machine.

Nobody here writes into the database: there is a command for the first administrator, letters for the others, and pages for everything."""

import email
import email.policy
import re
import sys
import time

import pytest
from playwright.sync_api import expect

from person import Person, plain
from served_atlas import REPOSITORY, Site, make_database
from test_accounts import command, one_time_code
from test_suggestions import HASTE_MILLISECONDS

sys.path.append(str(REPOSITORY / "Tests" / "Operations"))

from acknowledged import powiatlas  # noqa: E402
from mail_server import mail_server  # noqa: E402
from server import Server, wait_for  # noqa: E402

CENTRE = "rjps-2899"
CENTRE_NAME = "Gminny Ośrodek Pomocy Społecznej w Bolesławiu (pow. olkuski)"
OFFICE_NAME = "Powiatowy Urząd Pracy w Olkuszu"
WRONG_PHONE, RIGHT_PHONE = "32 642 40 34", "32 642 40 43"
HOURS = "7:15–15:45"
SLIP = "https://pomylka.example.pl"
AGREEMENT = "Porozumienie o wspólnej pracy z rodzinami w gminie Bolesław"
ACTION = "Wspólne dyżury doradcy i pracownika socjalnego"

MARIA, MARIAS_PASSWORD = "maria.kowal@example.org", "zszywka konewka bateria"
JAN, JANS_PASSWORD = "gops@example.org", "parasol wiaderko sznurek"
CITIZEN = "sasiadka@example.org"


class Machine:
    """A computer with the atlas on it: a folder, a port and a secret of its own."""

    def __init__(self, folder, *options, environment=None):
        self.folder = folder
        self.server = Server(folder / "atlas.sqlite", folder, *options, environment=environment)
        self.site = Site(f"http://127.0.0.1:{self.server.port}")

    def secret(self):
        return (self.folder / "powiatlas.secret").read_bytes()

    def __enter__(self):
        return self

    def __exit__(self, *fault):
        self.server.__exit__(*fault)


def link_in_letter(post, address, path):
    """The link that the newest letter to the address holds."""
    def find():
        for raw in reversed(post.letters):
            letter = email.message_from_bytes(raw, policy=email.policy.default)
            if letter["To"].addresses[0].addr_spec == address and (found := re.search(rf"http://\S+{path}\S+", letter.get_content())):
                return found[0]
    return wait_for(find, f"a letter to {address} with a link to {path}")


def letter_to(post, address):
    def find():
        letters = [email.message_from_bytes(raw, policy=email.policy.default) for raw in post.letters]
        return next((letter for letter in letters if letter["To"].addresses[0].addr_spec == address), None)
    return plain(wait_for(find, f"a letter to {address}").get_content())


def choose_password(person, password):
    person.fill("Nowe hasło", password)
    person.follow(person.button("Ustaw hasło"))


def set_up_second_step(person):
    person.page.wait_for_url("**/logowanie/drugi-krok*")
    key = person.page.locator(".set-up-key").inner_text()
    person.fill("Kod z aplikacji", one_time_code(key, time.time()))
    person.follow(person.button("Włącz drugi krok"))
    expect(person.page.locator(".spare-codes code")).to_have_count(10)
    person.follow(person.link("Kody mam zapisane, dalej"))
    person.page.wait_for_url("**/panel")
    return key


def sign_in(person, address, password):
    person.fill("Adres e-mail", address)
    person.fill("Hasło", password)
    person.follow(person.button("Zaloguj"))


def invite_the_centre(maria):
    maria.follow(maria.link("Konta"))
    maria.follow(maria.link("Zaproś"))
    maria.fill("Adres e-mail", JAN)
    maria.fill("Imię i nazwisko", "Jan Lis")
    role = maria.page.locator("#rola")
    maria.tab_to(role)
    maria.page.keyboard.type("redaktor")
    expect(role).to_have_value("editor")
    institution = maria.page.locator("#instytucja")
    maria.choose_suggestion(institution, "ośrodek pomocy Bolesław olk", "Bolesławiu (pow. olkuski)")
    expect(institution).to_have_value(CENTRE)
    maria.follow(maria.button("Zaproś"))
    return maria.page.locator("#link").input_value()


def correct_the_hours(jan):
    jan.follow(jan.link("Popraw dane"))
    jan.says(CENTRE_NAME)
    jan.jump("godziny")
    monday = jan.page.locator("#f-miejsce-0-godz-1")
    # What cannot be is said at its field, and nothing typed is lost.
    jan.fill(monday, "rano")
    jan.page.watch.expected_statuses.add(422)
    jan.follow(jan.button("Zapisz"))
    jan.page.watch.expected_statuses.discard(422)
    expect(jan.page.locator("#f-miejsce-0-godz-1-error")).to_be_visible()
    expect(monday).to_have_value("rano")
    jan.press(jan.page.locator(".form-errors a").first)
    jan.fill(monday, HOURS)
    jan.press(jan.button("Tak samo do piątku"))
    for day in range(2, 6):
        expect(jan.page.locator(f"#f-miejsce-0-godz-{day}")).to_have_value(HOURS)
    jan.fill("Powód zmiany", "Nowe godziny od stycznia")
    jan.follow(jan.button("Zapisz"))
    expect(jan.page.locator(".edit-saved")).to_contain_text(HOURS)


def add_the_agreement(jan):
    jan.follow(jan.link("Porozumienia"))
    jan.follow(jan.link("Dodaj porozumienie"))
    # The centre is the first party without being asked for.
    expect(jan.page.locator("#parties-0")).to_contain_text(CENTRE_NAME)
    jan.fill("Tytuł dokumentu", AGREEMENT)
    jan.jump("strony")
    jan.choose_suggestion(jan.page.locator("#szukane"), "Powiatowy Urząd Pracy w Olk", "Olkuszu")
    expect(jan.page.locator("#parties-1")).to_contain_text(OFFICE_NAME)
    jan.jump("daty")
    jan.fill("Zawarte", "2.03.2026")
    jan.fill("Obowiązuje do", "31.12.2028")
    jan.jump("dzialania")
    jan.press(jan.button("Dodaj działanie"))
    action = jan.page.locator("#actions-0-description")
    expect(action).to_be_focused()
    jan.fill(action, ACTION)
    jan.fill("Dlaczego ta zmiana", "Podpisane w starostwie")
    jan.follow(jan.button("Zapisz porozumienie"))
    jan.says("Zapisano.")
    jan.follow(jan.link("Zobacz w rejestrze"))
    jan.says(AGREEMENT, ACTION, OFFICE_NAME)
    return jan.page.url.split("?")[0].rsplit("/", 1)[1]


def make_a_slip(jan):
    jan.go(f"/panel/instytucje/{CENTRE}")
    jan.fill(jan.page.locator("#f-strona"), SLIP)
    # Enter in a field saves too.
    jan.follow(jan.page.locator("#f-strona"))
    expect(jan.page.locator(".edit-saved")).to_contain_text(SLIP)


def report_the_phone(citizen):
    """By somebody with a telephone in hand, who has no account and touches what they see."""
    page = citizen.page
    assert WRONG_PHONE in plain(page.locator(".contact-card").inner_text())
    with page.expect_navigation():
        page.get_by_role("link", name="Zgłoś błąd we wpisie").click()
    citizen.look()
    page.get_by_label("Telefon").first.check()
    page.get_by_label("Jak powinno być?").fill(RIGHT_PHONE)
    page.get_by_label("Skąd to wiadomo?").fill("dzwoniłam dziś, tamten numer jest prywatny")
    page.get_by_label("Twój adres e-mail").fill(CITIZEN)
    page.wait_for_timeout(HASTE_MILLISECONDS)
    with page.expect_navigation():
        page.get_by_role("button", name="Wyślij zgłoszenie").click()
    citizen.says("Dziękujemy za zgłoszenie")
    citizen.look()


def accept_the_report(maria):
    maria.go("/panel")
    maria.follow(maria.link("Zgłoszenia"))
    maria.follow(maria.page.get_by_role("row", name=RIGHT_PHONE).get_by_role("link"))
    expect(maria.page.get_by_label("Co wpisać do katalogu?")).to_have_value(RIGHT_PHONE)
    maria.fill(maria.page.get_by_label("Odpowiedź dla zgłaszającego"), "Sprawdzone telefonicznie")
    maria.follow(maria.button("Przyjmij i zmień wpis"))
    maria.says("przyjęte")


def take_the_slip_back(maria):
    maria.go("/panel")
    maria.follow(maria.link("Historia zmian"))
    row = maria.page.locator(".history-table tbody tr", has_text="Jan Lis").filter(has_text="Strona internetowa").first
    maria.follow(row.locator("a").first)
    maria.says(SLIP, "Jan Lis")
    maria.fill("Powód", "Ośrodek nie ma strony, adres był pomyłką")
    maria.follow(maria.button("Cofnij tę zmianę"))
    maria.says("cofa zmianę nr", "Maria Kowal", "adres był pomyłką")


def public_state(site, agreement):
    """What everybody may read of the centre and its agreement."""
    entry = site.json(f"/api/v1/institutions/{CENTRE}")
    for location in entry["locations"]:
        # That of the hour.
        location.pop("open_now")
    return entry, site.json(f"/api/v1/agreements/{agreement}")


def history(person):
    """Every change, with who, when, why, before and after."""
    answer = person.page.request.get(person.page.watch.address + "/api/v1/revisions")
    assert answer.status == 200
    return answer.json()["revisions"]


def look_at_the_entry(person):
    person.go(f"/instytucje/{CENTRE}")
    card = plain(person.page.locator(".contact-card").inner_text())
    assert RIGHT_PHONE in card and WRONG_PHONE not in card and "pomylka" not in card
    expect(person.page.locator(".hours-table tbody tr").first).to_contain_text(HOURS)
    expect(person.page.locator("#partnerzy .agreement-row")).to_contain_text(AGREEMENT)
    person.follow(person.link("zobacz historię wpisu"))
    person.says(RIGHT_PHONE, WRONG_PHONE, HOURS, SLIP)
    # The public history names no people.
    expect(person.main).not_to_contain_text("Jan Lis")


@pytest.fixture
def post():
    with mail_server() as post:
        yield post


@pytest.fixture
def first_machine(tmp_path, post):
    folder = tmp_path / "first"
    folder.mkdir()
    make_database(folder)
    with Machine(folder, "--smtp-from", "Powiatlas <atlas@example.org>", environment={"POWIATLAS_SMTP_URL": f"smtp://127.0.0.1:{post.port}"}) as machine:
        yield machine


@pytest.fixture
def restored(tmp_path, first_machine):
    """restored() takes a backup of the machine that serves, and serves it on another one, with another secret."""
    machines = []

    def restore():
        (folder := tmp_path / "second").mkdir()
        (backups := tmp_path / "backups").mkdir()
        made = powiatlas("backup", "--database", first_machine.folder / "atlas.sqlite", "--to", f"{backups}/", "--compress")
        assert made.returncode == 0, made.stderr
        looked = powiatlas("verify", backups)
        assert looked.returncode == 0, looked.stdout + looked.stderr
        done = powiatlas("restore", made.stdout.strip(), "--database", folder / "atlas.sqlite")
        assert done.returncode == 0, done.stderr
        machines.append(Machine(folder))
        return machines[0]

    yield restore
    for machine in machines:
        machine.__exit__(None, None, None)


def test_from_the_invitation_to_another_machine(first_machine, restored, post, open_of, browser):
    site = first_machine.site
    open_page = open_of(site)
    link = command(first_machine.folder, "create-administrator", "--email", MARIA, "--name", "Maria Kowal", "--site", site.address)
    looked_at = set()
    maria = Person(open_page(browser, link.removeprefix(site.address)), looked_at)
    choose_password(maria, MARIAS_PASSWORD)
    key = set_up_second_step(maria)
    invitation = invite_the_centre(maria)
    assert link_in_letter(post, JAN, "/zaproszenie/") == invitation

    jan = Person(open_page(browser, invitation.removeprefix(site.address)), looked_at)
    choose_password(jan, JANS_PASSWORD)
    jan.page.wait_for_url("**/panel")
    jan.says(CENTRE_NAME)
    correct_the_hours(jan)
    agreement = add_the_agreement(jan)
    report_the_phone(Person(open_page(browser, f"/instytucje/{CENTRE}", width=390, height=844), looked_at))
    accept_the_report(maria)
    assert "Sprawdzone telefonicznie" in letter_to(post, CITIZEN)
    make_a_slip(jan)
    take_the_slip_back(maria)
    look_at_the_entry(Person(open_page(browser, "/"), looked_at))
    before, changes = public_state(site, agreement), history(maria)
    assert [(change["author"]["name"], change["why"]) for change in reversed(changes)][:2] == [
        ("Jan Lis", "Nowe godziny od stycznia"), ("Jan Lis", "Podpisane w starostwie")]
    assert len(changes) == 5 and changes[0]["reverts"] == changes[1]["number"]

    second = restored()
    assert second.server.port != first_machine.server.port and second.secret() != first_machine.secret()
    assert public_state(second.site, agreement) == before
    open_second = open_of(second.site)
    look_at_the_entry(Person(open_second(browser, "/"), looked_at))
    # The centre signs in as before.
    jan = Person(open_second(browser, "/logowanie"), looked_at)
    sign_in(jan, JAN, JANS_PASSWORD)
    jan.page.wait_for_url("**/panel")
    jan.follow(jan.link("Porozumienia"))
    jan.says(AGREEMENT)
    # Codes were sealed with the secret of the first machine: the page says what to do, and the command does it.
    maria = Person(open_second(browser, "/logowanie"), looked_at)
    sign_in(maria, MARIA, MARIAS_PASSWORD)
    maria.page.watch.expected_statuses.add(409)
    maria.fill("Kod", one_time_code(key, time.time() + 30))
    maria.follow(maria.button("Zaloguj"))
    maria.says("wyłączenie drugiego kroku")
    link = command(second.folder, "recover", "--email", MARIA, "--reset-second-step", "--site", second.site.address)
    maria.go(link.removeprefix(second.site.address))
    choose_password(maria, "nowa " + MARIAS_PASSWORD)
    set_up_second_step(maria)
    maria.follow(maria.link("Historia zmian"))
    for change in changes:
        expect(maria.page.locator(".history-table tbody tr", has=maria.page.locator(f"a[href*='/panel/historia/{change['number']}']"))).to_have_count(1)
    maria.says("Maria Kowal", "Jan Lis", "adres był pomyłką", "Nowe godziny od stycznia")
    assert history(maria) == changes
