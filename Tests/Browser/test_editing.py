# SPDX-License-Identifier: Apache-2.0
"""An institution keeps its entry: the form by keyboard, with and without scripts, drafts, a point on the map, two at once."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

import signed_in

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}


def faults(page):
    return json.dumps(Axe().run(page, options=RULES).response["violations"], ensure_ascii=False)[:3000]


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
    page.locator(f".edit-entry a[href^='/panel/instytucje/{institution}']").first.click()
    page.fill("#f-miejsce-0-godz-1", "rano")
    page.fill("#f-miejsce-0-telefony", "41 265 45 17")
    page.watch.expected_statuses.add(422)
    page.get_by_role("button", name="Zapisz", exact=True).last.click()
    page.locator("#f-miejsce-0-godz-1-error").wait_for()
    page.locator(".form-errors a").first.click()
    assert page.url.endswith("#f-miejsce-0-godz-1")
    page.fill("#f-miejsce-0-godz-1", "7:30–15:30")
    page.fill("#f-powod", "Nowe godziny przyjęć")
    page.get_by_role("button", name="Zapisz", exact=True).last.click()
    page.locator(".edit-saved").wait_for()
    assert "7:30–15:30" in page.locator(".edit-saved").inner_text()
    page.get_by_role("link", name="Zobacz w katalogu").first.click()
    assert "7:30–15:30" in page.locator(".hours-table").first.inner_text()


def test_the_form_by_keyboard_alone(enter):
    page = enter("/panel/instytucje/toik-tarnow?lang=pl")
    page.locator("#f-nazwa").wait_for()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "f-inne-nazwy":
            break
    assert page.evaluate("document.activeElement.id") == "f-inne-nazwy"
    page.keyboard.type("TOIK")
    # Enter in a field saves, and takes nothing away.
    page.focus("#f-prowadzi")
    page.keyboard.press("End")
    page.keyboard.type(" (miasto)")
    page.keyboard.press("Enter")
    page.locator(".edit-saved").wait_for()
    assert "(miasto)" in page.locator(".edit-saved").inner_text()


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(enter, office, width):
    admin = signed_in.session(office.folder, "administrator")
    page = enter("/panel/instytucje?lang=pl&q=Tarn%C3%B3w", token=admin, width=width)
    for path in ["/panel/instytucje/oik-krakow?lang=pl", "/panel/instytucje/oik-krakow/wolne-miejsca?lang=pl", "/panel/instytucje/oik-krakow/usun?lang=en",
                 "/panel/instytucje/nowa?lang=en"]:
        assert faults(page) == "[]", page.url
        page.goto(office.url(path))
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert faults(page) == "[]"
    page.watch.expected_statuses.add(422)
    page.get_by_role("button", name="Add to the directory").click()
    page.locator(".form-errors").wait_for()
    assert faults(page) == "[]"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_draft_waits(enter, office):
    """What was typed comes back on another computer; it goes when it is not wanted."""
    token = signed_in.session(office.folder, "editor", "rops-kielce")
    page = enter("/panel/instytucje/rops-kielce?lang=pl", token=token)
    page.fill("#f-uwagi", "Piszę dalej jutro")
    page.locator("#edit-status", has_text="Szkic zapisany").wait_for()
    other = enter("/panel/instytucje/rops-kielce?lang=pl", token=token)
    assert other.input_value("#f-uwagi") == "Piszę dalej jutro"
    other.fill("#f-uwagi", "Ostatnie słowo")
    with other.expect_response(lambda response: response.request.method == "POST"):
        other.evaluate("window.dispatchEvent(new Event('pagehide'))")
    other.goto(other.url)
    assert other.input_value("#f-uwagi") == "Ostatnie słowo"
    other.get_by_role("button", name="Porzuć szkic").click()
    other.locator(".edit-draft").wait_for(state="detached")
    assert other.input_value("#f-uwagi") != "Ostatnie słowo"


def test_a_point_is_set_on_the_map(enter):
    page = enter("/panel/instytucje/pup-olkusz?lang=pl", "pup-olkusz")
    container = page.locator("#miejsce .point-map")
    container.scroll_into_view_if_needed()
    page.locator("#miejsce .point-map[data-ready]").wait_for(timeout=60_000)
    before = page.input_value("#f-miejsce-0-szer")
    container.click(position={"x": 60, "y": 60})
    clicked = page.input_value("#f-miejsce-0-szer")
    assert clicked != before and page.input_value("#f-miejsce-0-dokladnosc") == "address"
    page.locator("#miejsce .point-map canvas").focus()
    page.keyboard.press("ArrowDown")
    assert float(page.input_value("#f-miejsce-0-szer")) < float(clicked)
    page.fill("#f-miejsce-0-szer", "50,2812")
    page.locator("#f-miejsce-0-szer").blur()
    page.fill("#f-miejsce-0-gmina", "Klucze")
    page.locator("#miejsce [role=option]").first.wait_for()
    page.focus("#f-miejsce-0-gmina")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.input_value("#f-miejsce-0-gmina").endswith("(121204)")


def test_two_at_once_choose(enter, office):
    admin = signed_in.session(office.folder, "administrator", name="Jan Kowal")
    mine = enter("/panel/instytucje/kis-zabrze?lang=pl", "kis-zabrze")
    theirs = enter("/panel/instytucje/kis-zabrze?lang=pl", token=admin)
    for page, text in [(theirs, "Ich uwaga"), (mine, "Moja uwaga")]:
        page.fill("#f-uwagi", text)
        page.watch.expected_statuses.add(409)
        page.get_by_role("button", name="Zapisz", exact=True).last.click()
        page.locator(".edit-saved, .edit-conflict").first.wait_for()
    assert faults(mine) == "[]"
    mine.get_by_label("Moja wersja").check()
    mine.get_by_role("button", name="Zapisz wybrane").click()
    mine.locator(".edit-saved").wait_for()
    assert mine.input_value("#f-uwagi") == "Moja uwaga"
