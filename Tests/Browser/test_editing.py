# SPDX-License-Identifier: Apache-2.0
"""An institution keeps its entry: the form by keyboard, with and without scripts, drafts, a point on the map, two at once."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

import signed_in
from keyboard import press, tab_to
from test_pages import assert_no_sideways_scroll
from waiting import next_page

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}


# Contrasts take most of axe's time, and are the same at every width.
RULES_WITHOUT_COLOURS = {**RULES, "rules": {"color-contrast": {"enabled": False}}}


def faults(page, rules=RULES):
    return json.dumps(Axe().run(page, options=rules).response["violations"], ensure_ascii=False)[:3000]


@pytest.fixture
def enter(open_office, office, browser):
    def enter(path, institution="toik-tarnow", token=None, **options):
        page = open_office(browser, "/o-systemie", **options)
        signed_in.enter(page, office, token or signed_in.session(office.folder, "editor", institution))
        page.goto(office.url(path))
        return page

    return enter


@pytest.mark.parametrize("scripts", [True, False], ids=["with-javascript", "without-javascript"])
def test_hours_are_corrected(enter, office, scripts):
    """Found in the panel, corrected, saved with a reason, seen in the directory; a mistake is said at its field."""
    institution = "mops-ostrowiec" if scripts else "chsd-klucze"
    page = enter("/panel/instytucje?lang=pl", institution, java_script_enabled=scripts)
    with next_page(page):
        page.locator(f".edit-entry a[href^='/panel/instytucje/{institution}']").first.click()
    page.fill("#f-miejsce-0-godz-1", "rano")
    page.fill("#f-miejsce-0-telefony", "41 265 45 17")
    page.watch.expected_statuses.add(422)
    with next_page(page):
        page.get_by_role("button", name="Zapisz", exact=True).last.click()
    expect(page.locator("#f-miejsce-0-godz-1-error")).to_be_visible()
    page.locator(".form-errors a").first.click()
    expect(page).to_have_url(re.compile("#f-miejsce-0-godz-1$"))
    page.fill("#f-miejsce-0-godz-1", "7:30–15:30")
    page.fill("#f-powod", "Nowe godziny przyjęć")
    with next_page(page):
        page.get_by_role("button", name="Zapisz", exact=True).last.click()
    expect(page.locator(".edit-saved")).to_contain_text("7:30–15:30")
    with next_page(page):
        page.get_by_role("link", name="Zobacz w katalogu").first.click()
    expect(page.locator(".hours-table").first).to_contain_text("7:30–15:30")


def test_the_form_by_keyboard_alone(enter):
    page = enter("/panel/instytucje/toik-tarnow?lang=pl")
    tab_to(page, page.locator("#f-inne-nazwy"), limit=60)
    page.keyboard.type("TOIK")
    # Enter in a field saves, and takes nothing away.
    page.focus("#f-prowadzi")
    page.keyboard.press("End")
    page.keyboard.type(" (miasto)")
    with next_page(page):
        page.keyboard.press("Enter")
    expect(page.locator(".edit-saved")).to_contain_text("(miasto)")


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(enter, office, width):
    rules = RULES if width == 1280 else RULES_WITHOUT_COLOURS
    admin = signed_in.session(office.folder, "administrator")
    page = enter("/panel/instytucje?lang=pl&q=Tarn%C3%B3w", token=admin, width=width)
    for path in ["/panel/instytucje/oik-krakow?lang=pl", "/panel/instytucje/oik-krakow/wolne-miejsca?lang=pl", "/panel/instytucje/oik-krakow/usun?lang=en",
                 "/panel/instytucje/nowa?lang=en"]:
        assert faults(page, rules) == "[]", page.url
        page.goto(office.url(path))
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert faults(page, rules) == "[]"
    page.watch.expected_statuses.add(422)
    with next_page(page):
        page.get_by_role("button", name="Add to the directory").click()
    expect(page.locator(".form-errors")).to_be_visible()
    assert faults(page, rules) == "[]"
    assert_no_sideways_scroll(page, width)


def test_a_draft_waits(enter, office):
    """What was typed comes back on another computer; it goes when it is not wanted."""
    token = signed_in.session(office.folder, "editor", "rops-kielce")
    page = enter("/panel/instytucje/rops-kielce?lang=pl", token=token)
    page.fill("#f-uwagi", "Piszę dalej jutro")
    expect(page.locator("#edit-status")).to_contain_text("Szkic zapisany")
    other = enter("/panel/instytucje/rops-kielce?lang=pl", token=token)
    expect(other.locator("#f-uwagi")).to_have_value("Piszę dalej jutro")
    # A page that is left sends at once what it would have sent in a while.
    with other.expect_response(lambda response: response.request.method == "POST"):
        other.fill("#f-uwagi", "Ostatnie słowo")
        other.evaluate("window.dispatchEvent(new Event('pagehide'))")
    other.goto(other.url)
    expect(other.locator("#f-uwagi")).to_have_value("Ostatnie słowo")
    with next_page(other):
        other.get_by_role("button", name="Porzuć szkic").click()
    expect(other.locator(".edit-draft")).to_have_count(0)
    expect(other.locator("#f-uwagi")).not_to_have_value("Ostatnie słowo")


def test_a_point_is_set_on_the_map(enter):
    page = enter("/panel/instytucje/pup-olkusz?lang=pl", "pup-olkusz")
    container = page.locator("#miejsce .point-map")
    container.scroll_into_view_if_needed()
    page.locator("#miejsce .point-map[data-ready]").wait_for()
    latitude = page.locator("#f-miejsce-0-szer")
    before = latitude.input_value()
    container.click(position={"x": 60, "y": 60})
    expect(latitude).not_to_have_value(before)
    expect(page.locator("#f-miejsce-0-dokladnosc")).to_have_value("address")
    clicked = latitude.input_value()
    press(page, page.locator("#miejsce .point-map canvas"), "ArrowDown")
    expect(latitude).not_to_have_value(clicked)
    assert float(latitude.input_value()) < float(clicked)
    latitude.fill("50,2812")
    latitude.blur()
    page.fill("#f-miejsce-0-gmina", "Klucze")
    expect(page.locator("#miejsce [role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#f-miejsce-0-gmina")).to_have_value(re.compile(r"\(121204\)$"))


def test_two_at_once_choose(enter, office):
    admin = signed_in.session(office.folder, "administrator", name="Jan Kowal")
    mine = enter("/panel/instytucje/kis-zabrze?lang=pl", "kis-zabrze")
    theirs = enter("/panel/instytucje/kis-zabrze?lang=pl", token=admin)
    for page, text in [(theirs, "Ich uwaga"), (mine, "Moja uwaga")]:
        page.fill("#f-uwagi", text)
        page.watch.expected_statuses.add(409)
        with next_page(page):
            page.get_by_role("button", name="Zapisz", exact=True).last.click()
        expect(page.locator(".edit-saved, .edit-conflict").first).to_be_visible()
    assert faults(mine) == "[]"
    mine.get_by_label("Moja wersja").check()
    with next_page(mine):
        mine.get_by_role("button", name="Zapisz wybrane").click()
    expect(mine.locator(".edit-saved")).to_be_visible()
    expect(mine.locator("#f-uwagi")).to_have_value("Moja uwaga")
