# SPDX-License-Identifier: Apache-2.0
"""A citizen reports a wrong number, an institution confirms its entry by its link, a moderator decides."""

import csv
import io
import re
import sqlite3
import subprocess

import pytest
from playwright.sync_api import expect

from keyboard import follow, press
from served_atlas import program
from test_pages import AXE_OPTIONS, AXE_OPTIONS_WITHOUT_COLOURS, LEAVES_SCREENSHOTS, SCREENSHOTS, assert_no_sideways_scroll, violations, with_language
from waiting import next_page

INSTITUTION = "pup-olkusz"
FORM = f"/instytucje/{INSTITUTION}/zglos"
# What a form's stamp takes for a person's haste.
HASTE_MILLISECONDS = 3_200


def links(office, *arguments):
    done = subprocess.run(
        [program(), "verification", "send", "--links", "--site", office.address, "--database", office.folder / "atlas.sqlite", *arguments],
        capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


def report(page, number):
    with next_page(page):
        page.get_by_role("link", name="Zgłoś błąd we wpisie").click()
    page.get_by_label("Telefon", exact=False).first.check()
    page.get_by_label("Jak powinno być?").fill(number)
    page.get_by_label("Skąd to wiadomo?").fill("dzwoniłam dziś")
    page.wait_for_timeout(HASTE_MILLISECONDS)
    with next_page(page):
        page.get_by_role("button", name="Wyślij zgłoszenie").click()


def test_a_report_becomes_a_correction(open_office, open_panel, browser):
    page = open_office(browser, f"/instytucje/{INSTITUTION}")
    report(page, "32 643 00 07")
    expect(page.get_by_role("heading", name="Dziękujemy za zgłoszenie")).to_be_visible()
    desk = open_panel("/panel/zgloszenia")
    with next_page(desk):
        desk.get_by_role("row", name="32 643 00 07").get_by_role("link").click()
    expect(desk.get_by_label("Co wpisać do katalogu?")).to_have_value(re.compile("32 643 00 07"))
    desk.get_by_label("Odpowiedź dla zgłaszającego").fill("Sprawdzone telefonicznie")
    with next_page(desk):
        desk.get_by_role("button", name="Przyjmij i zmień wpis").click()
    desk.get_by_text("przyjęte").wait_for()
    desk.goto(page.url.split("/zglos")[0])
    assert "32 643 00 07" in desk.locator(".contact-card").inner_text()


def test_the_form_works_by_keyboard_and_says_what_is_wrong(open_office, browser):
    page = open_office(browser, FORM, expect=200)
    page.watch.expected_statuses.add(422)
    press(page, page.locator("input[name=pole][value=phones]"), "Space")
    page.keyboard.press("Tab")
    page.keyboard.type("zadzwoń")
    page.wait_for_timeout(HASTE_MILLISECONDS)
    follow(page, page.get_by_role("button", name="Wyślij zgłoszenie"))
    expect(page.locator("#ma-byc-error")).to_be_visible()
    press(page, page.locator(".form-errors a"))
    expect(page.locator("#ma-byc")).to_be_focused()
    # What can only be described has no field for the right text.
    page.get_by_label("Coś innego").check()
    expect(page.locator("#ma-byc")).to_be_hidden()


def test_a_report_needs_no_script(open_office, browser):
    page = open_office(browser, f"/instytucje/{INSTITUTION}", java_script_enabled=False)
    report(page, "32 643 00 08")
    expect(page.get_by_role("heading", name="Dziękujemy za zgłoszenie")).to_be_visible()


def test_an_institution_confirms_its_entry(office, open_office, browser):
    link, = links(office, "--unit", "26", "--limit", "1")
    page = open_office(browser, link["link"].removeprefix(office.address))
    assert link["name"] in page.locator("main").inner_text()
    with next_page(page):
        page.get_by_role("button", name="Wszystko się zgadza").click()
    expect(page.get_by_role("heading", name="Dziękujemy, wpis jest potwierdzony")).to_be_visible()
    with next_page(page):
        page.get_by_role("link", name="Wróć do wpisu").click()
    assert "potwierdzono z\u00a0instytucją" in page.locator(".record").inner_text()


def test_an_institution_says_what_changed(office, open_office, open_panel, browser):
    link, = links(office, "--unit", "24", "--limit", "1")
    page = open_office(browser, link["link"].removeprefix(office.address))
    page.get_by_text("Coś się zmieniło").click()
    page.get_by_label("Strona internetowa").fill("https://nowa.example.pl")
    with next_page(page):
        page.get_by_role("button", name="Wyślij zmiany").click()
    expect(page.get_by_role("heading", name="Dziękujemy, zmiany zostały wysłane")).to_be_visible()
    desk = open_panel("/panel/zgloszenia")
    expect(desk.get_by_role("row", name="https://nowa.example.pl")).to_contain_text("od instytucji")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_pages_fit_and_have_no_faults_that_axe_finds(office, open_office, open_panel, browser, language, width):
    link, = links(office, "--unit", "12", "--limit", "1")
    with sqlite3.connect(office.folder / "atlas.sqlite", timeout=20) as connection:
        connection.execute(
            "INSERT INTO suggestion (institution_id, field, present, proposed, remark, basis, language, from_institution, created_at) VALUES"
            " (?, 'phones', '32 643 00 00', '32 643 00 01', 'Dzwoniłam trzy razy', 'strona urzędu', 'pl', 0, '2026-11-20T10:00:00Z')", (INSTITUTION,))
        number, = connection.execute("SELECT max(number) FROM suggestion").fetchone()
        connection.execute(
            "INSERT INTO mail_message (purpose, is_bulk, is_private, recipient, subject, text, language, identity, created_at, not_before, attempts, last_error)"
            " VALUES ('verification', 1, 0, 'sekretariat@example.org', 'Czy wpis w Powiatlasie jest aktualny?', 'x', 'pl', hex(randomblob(12)),"
            " '2026-11-20T10:00:00Z', '2026-11-20T10:00:00Z', 2, '451 4.7.1 greylisted')")
    height = 900 if width > 600 else 844
    page = open_panel("/panel/zgloszenia", width=width, height=height)
    for name, path in [
        ("suggestion", FORM), ("verification", link["link"].removeprefix(office.address)), ("suggestions", "/panel/zgloszenia"),
        ("suggestion-case", f"/panel/zgloszenia/{number}"), ("verification-desk", "/panel/potwierdzenia?stan=due"), ("mail-desk", "/panel/poczta"),
    ]:
        page.goto(office.url(with_language(path, language)))
        page.locator("details.verification-changes").evaluate_all("all => all.forEach(one => { one.open = true; })")
        if LEAVES_SCREENSHOTS:
            SCREENSHOTS.mkdir(exist_ok=True)
            page.screenshot(path=SCREENSHOTS / f"{name}-{language}-{width}.png", full_page=True)
        assert page.get_attribute("html", "lang") == language
        found = violations(page, AXE_OPTIONS if language == "pl" else AXE_OPTIONS_WITHOUT_COLOURS)
        assert not found, f"{name}: " + "\n".join(found)
        assert_no_sideways_scroll(page, width)
