# SPDX-License-Identifier: Apache-2.0
"""Job and training offers: the lists, a touch screen in a waiting room, a sheet on a notice board."""

import subprocess

import pytest
from playwright.sync_api import expect

import vacancy_feed
from test_pages import LEAVES_SCREENSHOTS, SCREENSHOTS, assert_no_sideways_scroll, violations, with_language
from waiting import address, next_page

LIST = f"/oferty/{vacancy_feed.POWIAT}"
KIOSK = LIST + "/kiosk"
SHEET = LIST + "/tablica"
OFFERS = vacancy_feed.JOBS + vacancy_feed.COURSES + vacancy_feed.INTERNSHIPS
TOUCH_SCREEN = {"width": 1080, "height": 1920}
# A finger needs 9 to 10 mm: some 96 pixels on a touch screen of full height.
SMALLEST_TARGET = 96


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", ["/oferty", LIST, SHEET, LIST + "?q=spawacz", KIOSK, KIOSK + "?page=1"])
def test_pages_are_accessible(open_office, browser, path, width):
    language = "pl" if width == 1280 else "en"
    page = open_office(browser, with_language(path, language), width=width)
    if LEAVES_SCREENSHOTS:
        SCREENSHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SCREENSHOTS / f"vacancies{path.replace('/', '-').replace('?', '-')}-{language}-{width}.png", full_page=True)
    assert page.locator("h1").count() == 1
    found = violations(page)
    assert not found, "\n".join(found)
    assert_no_sideways_scroll(page, width)


def test_from_the_choice_of_a_powiat_to_an_offer(open_office, browser):
    """All of it by forms and links: without JavaScript."""
    page = open_office(browser, "/oferty", java_script_enabled=False)
    row = page.locator(".vacancy-table tbody tr", has_text=vacancy_feed.NAME)
    assert str(OFFERS) in row.inner_text()
    assert page.input_value("#vacancy-unit") == "", "no powiat is chosen for anybody"
    page.select_option("#vacancy-unit", vacancy_feed.POWIAT)
    with next_page(page):
        page.locator(".vacancy-form button").click()
    page.wait_for_url("**" + LIST)
    titles = page.locator(".vacancy-title")
    assert titles.count() == OFFERS and vacancy_feed.EXPIRED not in page.locator("main").inner_text()
    assert vacancy_feed.SOURCE in page.locator(".vacancy-state").inner_text()
    page.select_option("#vacancy-kind", "szkolenie")
    with next_page(page):
        page.locator(".vacancy-form button").click()
    page.wait_for_url("**kind=szkolenie*")
    assert titles.count() == vacancy_feed.COURSES
    page.fill("#vacancy-query", "SPAWANIA")
    with next_page(page):
        page.locator(".vacancy-form button").click()
    page.wait_for_url("**q=SPAWANIA*")
    assert titles.count() == 1 and "Kurs spawania" in titles.inner_text()
    # By the number that the labour office gave it.
    page.goto(open_office.site.url(LIST + "?q=T%2F0005"))
    assert titles.count() == 1 and "Ślusarz" in titles.inner_text()
    page.goto(open_office.site.url(LIST + "?q=nie-ma-takiej"))
    assert titles.count() == 0 and page.locator("main .notice").is_visible()


def open_kiosk(open_office, browser, path=KIOSK, **options):
    page = open_office(browser, path, **TOUCH_SCREEN, has_touch=True, **options)
    assert page.evaluate("document.documentElement.scrollWidth") <= TOUCH_SCREEN["width"]
    return page


def assert_targets_are_large(page):
    targets = page.locator("a:visible, button:visible")
    assert targets.count() > 0
    for target in targets.all():
        box = target.bounding_box()
        assert min(box["width"], box["height"]) >= SMALLEST_TARGET, f"{target.inner_text()}: {box}"
    smallest = page.evaluate("""() => Math.min(...[...document.querySelectorAll('body *')]
      .filter(element => element.checkVisibility() && [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
      .map(element => parseFloat(getComputedStyle(element).fontSize)))""")
    assert smallest >= 24, f"text of {smallest} px"


def test_the_kiosk_is_used_with_a_finger(open_office, browser):
    page = open_kiosk(open_office, browser)
    assert_targets_are_large(page)
    with next_page(page):
        page.locator(".kiosk-choices a", has_text="Praca").tap()
    page.wait_for_url("**kind=praca*")
    pages, seen = 1, []
    while True:
        assert_targets_are_large(page)
        assert page.evaluate("document.documentElement.scrollHeight") <= TOUCH_SCREEN["height"], "a page of the list fits the screen"
        seen += page.locator(".kiosk-items strong").all_inner_texts()
        following = page.locator(".kiosk-foot .kiosk-main-button")
        if not following.count():
            break
        pages += 1
        with next_page(page):
            following.tap()
        page.wait_for_url(f"**page={pages}*")
    assert len(seen) == len(set(seen)) == vacancy_feed.JOBS
    # The longest of offers, with all that it says.
    page.goto(open_office.site.url(KIOSK + "?kind=praca&page=1"))
    with next_page(page):
        page.locator(".kiosk-items a", has_text="Operator wózka").tap()
    page.wait_for_url("**offer=*")
    text = page.locator(".kiosk-offer").inner_text()
    for wanted in ["<A&B>", "5200–6400", "badania do pracy na wysokości", "inwentaryzacja", "32 123 45 67", "5 miejsc", "T/0002"]:
        assert wanted in text.replace("\u00a0", " "), f"{wanted} is not in {text}"
    assert_targets_are_large(page)
    assert page.evaluate("document.documentElement.scrollHeight") <= TOUCH_SCREEN["height"]
    with next_page(page):
        page.locator(".kiosk-foot .kiosk-main-button").tap()
    page.wait_for_url("**page=1*")


def test_the_kiosk_speaks_english_on_any_page_and_goes_back_to_polish(open_office, browser):
    page = open_office(browser, KIOSK + "?kind=szkolenie&page=1", **TOUCH_SCREEN)
    page.clock.install()
    with next_page(page):
        page.locator(".kiosk-language").click()
    page.wait_for_url("**lang=en*")
    assert page.get_attribute("html", "lang") == "en" and page.locator("h2").inner_text() == "Training"
    assert page.locator(".kiosk-items a").count() == vacancy_feed.COURSES
    expect(page.locator("#kiosk-idle")).to_be_hidden()
    page.clock.fast_forward(46_000)
    expect(page.locator("#kiosk-idle")).to_be_visible()
    assert_targets_are_large(page)
    page.locator("#kiosk-stay").click()
    expect(page.locator("#kiosk-idle")).to_be_hidden()
    page.clock.fast_forward(44_000)
    assert "page=1" in address(page), "a touch begins the wait anew"
    page.clock.fast_forward(2_000)
    expect(page.locator("#kiosk-idle")).to_be_visible()
    page.clock.fast_forward(21_000)
    page.wait_for_url("**/kiosk?lang=pl")
    expect(page.locator("html")).to_have_attribute("lang", "pl")
    expect(page.locator(".kiosk-choices a")).to_have_count(4)


def test_the_kiosk_without_a_connection_keeps_its_offers(open_office, browser):
    page = open_office(browser, KIOSK + "?page=1", **TOUCH_SCREEN)
    page.clock.install()
    page.locator("h1").click()
    # The connection breaks: an abort is no fault of the page.
    page.route("**/kiosk?lang=pl", lambda route: route.abort("aborted"))
    page.clock.fast_forward(46_000)
    page.clock.fast_forward(21_000)
    page.locator("#kiosk-offline").wait_for()
    expect(page.locator(".kiosk-items a")).to_have_count(4)
    page.unroute("**/kiosk?lang=pl")
    page.clock.fast_forward(31_000)
    page.wait_for_url("**/kiosk?lang=pl")


def test_the_kiosk_works_without_javascript(open_office, browser):
    page = open_office(browser, KIOSK, **TOUCH_SCREEN, java_script_enabled=False)
    with next_page(page):
        page.locator(".kiosk-choices a", has_text="Szkolenia").click()
    with next_page(page):
        page.locator(".kiosk-items a").first.click()
    expect(page.locator(".kiosk-offer")).to_be_visible()
    expect(page.locator("#kiosk-idle")).to_be_hidden()


def test_the_sheet_for_a_notice_board(open_office, browser, tmp_path):
    page = open_office(browser, SHEET + "?kind=praca&lang=pl")
    file = tmp_path / "tablica.pdf"
    page.pdf(path=file, prefer_css_page_size=True)
    facts = subprocess.run(["pdfinfo", file], capture_output=True, text=True, check=True).stdout
    pages = int(next(line.split()[1] for line in facts.splitlines() if line.startswith("Pages:")))
    assert "A4" in facts and pages <= 3, facts
    text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True).stdout.replace("\u00a0", " ")
    sheets = text.split("\f")[:pages]
    # The address bar, menus and the hint stay on the screen.
    assert "Drukuj" not in text and "Wiedza" not in text and "Deklaracja" not in text
    assert vacancy_feed.SOURCE in " ".join(text.split())
    for offer in vacancy_feed.offers()[:vacancy_feed.JOBS]:
        words = offer["title"].split()
        holders = [place for place, sheet in enumerate(sheets) if " ".join(words[:2]) in " ".join(sheet.split())]
        assert len(holders) == 1, f"{offer['title']} is on the sheets {holders}: an offer is not cut in two"
    phones = sum(1 for offer in vacancy_feed.offers()[:vacancy_feed.JOBS] if "phone" in offer)
    assert text.count("32 123 45 67") == 5 * phones, "the telephone stands in the offer and on each of four strips"
    # The strips end at the margin of the paper.
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1000})
    right = page.locator(".notice-board").bounding_box()
    strip = page.locator(".notice-strips").first.bounding_box()
    assert abs(right["x"] + right["width"] - strip["x"] - strip["width"]) <= 1
    height = page.locator(".notice-offer").first.bounding_box()["height"]
    assert height - strip["height"] < 6, "strips are as long as their offer"
