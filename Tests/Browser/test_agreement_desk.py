# SPDX-License-Identifier: Apache-2.0
"""An agreement in the panel: written down with its parties, corrected, changed by two people at once."""

import pytest

from test_pages import AXE_OPTIONS, AXE_OPTIONS_WITHOUT_COLOURS, LEAVES_SCREENSHOTS, SCREENSHOTS, assert_no_sideways_scroll, violations, with_language
from test_suggestions import cookie_of_an_administrator

DESK = "/panel/porozumienia"
AGREEMENT = f"{DESK}/mops-sup-nowy-sacz-2006"


@pytest.fixture
def open_panel(office, open_office, browser):
    """Pages as an administrator of the region sees them."""
    def opener(path, **options):
        page = open_office(browser, "/o-systemie", **options)
        page.context.add_cookies([cookie_of_an_administrator(office)])
        page.goto(office.url(path))
        return page
    return opener


@pytest.mark.parametrize("scripts", [True, False], ids=["with-javascript", "without-javascript"])
def test_an_agreement_is_written_down_by_keyboard(open_panel, scripts):
    page = open_panel(f"{DESK}/nowe", java_script_enabled=scripts)
    page.watch.expected_statuses.add(422)
    title = f"Porozumienie {'ze skryptem' if scripts else 'bez skryptu'}"
    page.get_by_label("Tytuł dokumentu").fill(title)
    # Nothing typed is lost by a form that is refused.
    page.get_by_role("button", name="Zapisz porozumienie").last.focus()
    page.keyboard.press("Enter")
    page.locator(".form-errors").wait_for()
    assert page.get_by_label("Tytuł dokumentu").input_value() == title
    page.locator(".form-errors a").first.focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("#grp-parties")
    for place, name in enumerate(["ośrodek pomocy społecznej Bochnia", "urząd pracy Bochnia"]):
        page.fill("#szukane", name)
        page.locator("button[value=szukaj]").focus()
        page.keyboard.press("Enter")
        page.locator(".edit-found button").first.focus()
        page.keyboard.press("Enter")
        page.locator(f"#parties-{place}").wait_for()
    page.get_by_role("button", name="Dodaj działanie").click()
    page.locator("#actions-0-description").fill("Spotkania zespołów")
    page.fill("#valid_from", "1.03.2026")
    page.fill("#area", "powiat bocheński")
    page.get_by_role("button", name="Zapisz porozumienie").last.click()
    page.get_by_text("Zapisano.").wait_for()
    assert page.locator("#actions-0-description").input_value() == "Spotkania zespołów"
    page.get_by_role("link", name="Zobacz w rejestrze").first.click()
    assert title in page.locator("h1").inner_text()
    page.goto(page.url.split("/porozumienia")[0] + f"{DESK}?q={title.replace(' ', '+')}")
    page.get_by_role("link", name=f"Odnów {title}").click()
    page.locator("#renews").wait_for()
    assert page.locator("#renews").input_value() and page.locator("#valid_from").input_value()


def test_what_was_typed_is_there_again(open_panel):
    page = open_panel(AGREEMENT)
    page.locator("#note").fill("Jeszcze nie zapisane")
    with page.expect_response(lambda response: response.request.method == "POST" and response.status == 204):
        pass
    page.goto(page.url)
    page.locator(".edit-draft").wait_for()
    assert page.locator("#note").input_value() == "Jeszcze nie zapisane"
    page.get_by_role("button", name="Porzuć szkic").click()
    page.locator(".edit-draft").wait_for(state="detached")
    assert page.locator("#note").input_value() != "Jeszcze nie zapisane"


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
        each.locator("button[value=zapisz]").click()
    other.close()
    page.locator(".conflict-side").first.wait_for()
    look("document-conflict")
    page.locator(".conflict-side input").first.check()
    page.locator(".form-actions button").click()
    page.locator("#note").wait_for()
    assert page.locator("#note").input_value() == f"Inna uwaga {language} {width}"
    page.fill("#title", "")
    page.fill("#valid_to", "kiedyś")
    page.locator("button[value=zapisz]").click()
    page.locator(".form-errors").wait_for()
    look("edit-agreement-faults")
