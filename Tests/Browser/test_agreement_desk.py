# SPDX-License-Identifier: Apache-2.0
"""An agreement in the panel: written down with its parties, corrected, changed by two people at once."""

import contextlib
import re

import pytest
from playwright.sync_api import expect

from keyboard import follow, press
from test_pages import AXE_OPTIONS, AXE_OPTIONS_WITHOUT_COLOURS, LEAVES_SCREENSHOTS, SCREENSHOTS, assert_no_sideways_scroll, violations, with_language
from waiting import next_page

DESK = "/panel/porozumienia"
AGREEMENT = f"{DESK}/mops-sup-nowy-sacz-2006"


@contextlib.contextmanager
def changed_form(page, scripts):
    """What a button of the form makes of it: without leaving the page, or in another one."""
    with contextlib.nullcontext() if scripts else next_page(page):
        yield
    expect(page.locator("#edit-form")).not_to_have_attribute("aria-busy", "true")


@pytest.mark.parametrize("scripts", [True, False], ids=["with-javascript", "without-javascript"])
def test_an_agreement_is_written_down_by_keyboard(open_panel, scripts):
    page = open_panel(f"{DESK}/nowe", java_script_enabled=scripts)
    page.watch.expected_statuses.add(422)
    title = f"Porozumienie {'ze skryptem' if scripts else 'bez skryptu'}"
    page.get_by_label("Tytuł dokumentu").fill(title)
    # Nothing typed is lost by a form that is refused.
    follow(page, page.get_by_role("button", name="Zapisz porozumienie").last)
    expect(page.locator(".form-errors")).to_be_visible()
    expect(page.get_by_label("Tytuł dokumentu")).to_have_value(title)
    press(page, page.locator(".form-errors a").first)
    expect(page).to_have_url(re.compile("#grp-parties$"))
    for place, name in enumerate(["ośrodek pomocy społecznej Bochnia", "urząd pracy Bochnia"]):
        page.fill("#szukane", name)
        with changed_form(page, scripts):
            press(page, page.locator("button[value=szukaj]"))
        with changed_form(page, scripts):
            press(page, page.locator(".edit-found button").first)
        expect(page.locator(f"#parties-{place}")).to_be_attached()
    with changed_form(page, scripts):
        page.get_by_role("button", name="Dodaj działanie").click()
    page.locator("#actions-0-description").fill("Spotkania zespołów")
    page.fill("#valid_from", "1.03.2026")
    page.fill("#area", "powiat bocheński")
    with next_page(page):
        page.get_by_role("button", name="Zapisz porozumienie").last.click()
    expect(page.get_by_text("Zapisano.")).to_be_visible()
    expect(page.locator("#actions-0-description")).to_have_value("Spotkania zespołów")
    with next_page(page):
        page.get_by_role("link", name="Zobacz w rejestrze").first.click()
    expect(page.locator("h1")).to_contain_text(title)
    page.goto(page.url.split("/porozumienia")[0] + f"{DESK}?q={title.replace(' ', '+')}")
    with next_page(page):
        page.get_by_role("link", name=f"Odnów {title}").click()
    expect(page.locator("#renews")).not_to_have_value("")
    expect(page.locator("#valid_from")).not_to_have_value("")


def test_what_was_typed_is_there_again(open_panel):
    page = open_panel(AGREEMENT)
    with page.expect_response(lambda response: response.request.method == "POST" and response.status == 204):
        page.locator("#note").fill("Jeszcze nie zapisane")
    page.goto(page.url)
    expect(page.locator(".edit-draft")).to_be_visible()
    expect(page.locator("#note")).to_have_value("Jeszcze nie zapisane")
    with next_page(page):
        page.get_by_role("button", name="Porzuć szkic").click()
    expect(page.locator(".edit-draft")).to_have_count(0)
    expect(page.locator("#note")).not_to_have_value("Jeszcze nie zapisane")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_pages_fit_and_have_no_faults_that_axe_finds(office, open_panel, language, width):
    page = open_panel(DESK, width=width, height=900)
    page.watch.expected_statuses.update([409, 422])

    def look(name):
        page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
        if LEAVES_SCREENSHOTS:
            SCREENSHOTS.mkdir(exist_ok=True)
            page.screenshot(path=SCREENSHOTS / f"{name}-{language}-{width}.png", full_page=True)
        found = violations(page, AXE_OPTIONS if language == "pl" else AXE_OPTIONS_WITHOUT_COLOURS)
        assert not found, f"{name}: " + "\n".join(found)
        assert_no_sideways_scroll(page, width)

    page.goto(office.url(with_language(DESK, language)))
    look("edit-agreements")
    page.goto(office.url(with_language(AGREEMENT, language)))
    look("edit-agreement")
    other = page.context.new_page()
    other.goto(office.url(with_language(AGREEMENT, language)))
    for each, text in [(other, f"Uwaga {language} {width}"), (page, f"Inna uwaga {language} {width}")]:
        each.locator("#note").fill(text)
        with next_page(each):
            each.locator("button[value=zapisz]").click()
    other.close()
    expect(page.locator(".conflict-side").first).to_be_visible()
    look("document-conflict")
    page.locator(".conflict-side input").first.check()
    with next_page(page):
        page.locator(".form-actions button").click()
    expect(page.locator("#note")).to_have_value(f"Inna uwaga {language} {width}")
    page.fill("#title", "")
    page.fill("#valid_to", "kiedyś")
    with next_page(page):
        page.locator("button[value=zapisz]").click()
    expect(page.locator(".form-errors")).to_be_visible()
    look("edit-agreement-faults")
