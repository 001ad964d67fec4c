# SPDX-License-Identifier: Apache-2.0
"""Search in the directory: typing, suggestions, filters, history, paging, the empty answer."""

import contextlib

import pytest
from playwright.sync_api import Error, expect

from directory_page import DirectoryPage
from waiting import comes_true, next_page, quiet


@pytest.fixture
def open_directory(open_page, browser_without_webgl):
    """The directory without its map, which the processor would draw anew for each test; the map has tests of its own."""
    def open_directory(query="", browser=browser_without_webgl, **options):
        directory = DirectoryPage(open_page(browser, "/katalog" + ("?" + query if query else ""), **options))
        quiet(directory.page)
        return directory
    return open_directory


def test_the_whole_directory_comes_in_pages(open_directory):
    directory = open_directory()
    assert directory.total() > 100
    assert len(directory.ids()) == 20 == len(set(directory.ids()))
    assert directory.numbers() == list(range(1, 21))
    assert directory.page.locator(".needs a").count() >= 6


def test_typing_shows_results_and_announces_their_number(open_directory):
    directory = open_directory()
    everything = directory.title()
    directory.query_field.click()
    directory.page.keyboard.type("schronisko", delay=30)
    comes_true(lambda: directory.parameters().get("q") == ["schronisko"] and directory.title() != everything)
    assert directory.total() > 0
    assert directory.focused() == "directory-query", "typing must not lose the focus"
    comes_true(lambda: directory.announced() == directory.title())
    assert directory.page.locator("#announcer").get_attribute("aria-live") == "polite"


def test_diacritics_and_inflection_do_not_matter(open_directory):
    directory = open_directory()
    directory.search("ośrodek pomocy w Nowym Targu")
    expected = directory.ids()
    assert any("Nowy Targ" in text or "Nowym Targu" in text for text in directory.page.locator("#hits .hit").all_inner_texts()[:3])
    directory.search("osrodek pomocy w nowym targu")
    assert directory.ids() == expected


def test_suggestions_by_keyboard(open_directory):
    directory = open_directory()
    page = directory.page
    assert directory.query_field.get_attribute("role") == "combobox"
    directory.query_field.click()
    page.keyboard.type("tarn", delay=30)
    page.wait_for_selector("#directory-query-suggestions:visible")
    expect(directory.query_field).to_have_attribute("aria-expanded", "true")
    assert directory.query_field.get_attribute("aria-activedescendant") is None, "nothing is chosen for the reader"
    page.keyboard.press("ArrowDown")
    first = directory.suggestions.first
    expect(directory.query_field).to_have_attribute("aria-activedescendant", first.get_attribute("id"))
    expect(first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    assert directory.query_field.get_attribute("aria-activedescendant") is None
    page.keyboard.press("Escape")
    page.wait_for_selector("#directory-query-suggestions", state="hidden")
    expect(directory.query_field).to_have_value("tarn")  # Escape closes the list and keeps the text
    page.keyboard.press("ArrowDown")
    page.wait_for_selector("#directory-query-suggestions:visible")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    comes_true(lambda: directory.parameters().get("q", ["tarn"]) != ["tarn"] or "/instytucje/" in page.evaluate("location.pathname"))


def test_a_suggested_institution_leads_to_its_page(open_directory):
    directory = open_directory()
    directory.query_field.click()
    directory.page.keyboard.type("Miejski Ośrodek Pomocy Społecznej w Bochni", delay=5)
    option = directory.suggestions.filter(has_text="w Bochni").first
    option.click()
    directory.page.wait_for_url("**/instytucje/**")
    expect(directory.page.locator("h1")).to_contain_text("Bochni")


def test_enter_goes_to_the_results_and_arrows_through_them(open_directory):
    directory = open_directory()
    directory.query_field.click()
    directory.page.keyboard.type("powiatowe centrum pomocy rodzinie", delay=5)
    directory.page.keyboard.press("Enter")
    comes_true(lambda: directory.ids() and directory.focused() == directory.ids()[0])
    directory.page.keyboard.press("ArrowDown")
    comes_true(lambda: directory.focused() == directory.ids()[1])
    directory.page.keyboard.press("ArrowUp")
    directory.page.keyboard.press("ArrowUp")
    expect(directory.query_field).to_be_focused()


def test_filters_and_the_way_back(open_directory):
    directory = open_directory()
    everything = directory.title()
    box = directory.check("type", "PCPR")
    comes_true(lambda: directory.parameters().get("type") == ["PCPR"] and directory.title() != everything)
    expect(directory.page.locator(f"#{box}")).to_be_focused()
    comes_true(lambda: directory.announced() == directory.title())
    filtered = directory.title()
    assert len(directory.chips()) == 1
    assert set(directory.page.locator("#hits .hit .tag").all_inner_texts()) == {"PCPR"}

    directory.check("service", "piecza-zastepcza")
    comes_true(lambda: len(directory.chips()) == 2)
    directory.page.go_back()
    comes_true(lambda: directory.title() == filtered and len(directory.chips()) == 1)
    directory.page.go_back()
    comes_true(lambda: directory.title() == everything and not directory.chips())
    expect(directory.page.locator(f"#{box}")).not_to_be_checked()
    directory.page.go_forward()
    comes_true(lambda: directory.title() == filtered)
    expect(directory.page.locator(f"#{box}")).to_be_checked()


def test_a_filter_is_taken_away_by_its_chip(open_directory):
    directory = open_directory("type=PCPR&service=piecza-zastepcza")
    assert len(directory.chips()) == 2
    directory.page.locator("#results .filter-chip").first.focus()
    directory.page.keyboard.press("Enter")
    comes_true(lambda: len(directory.chips()) == 1)
    # The chip that had the focus is gone.
    expect(directory.page.locator("#results-title")).to_be_focused()
    directory.page.locator(".chips-clear").click()
    comes_true(lambda: not directory.chips() and directory.parameters() == {})


def test_groups_of_filters_stay_as_the_reader_left_them(open_directory):
    directory = open_directory()
    group = directory.page.locator("#facets details[data-facet=type]")
    assert group.get_attribute("open") is not None
    group.locator("summary").first.click()
    directory.search("pomoc")
    assert directory.page.locator("#facets details[data-facet=type]").get_attribute("open") is None


def test_paging(open_directory):
    directory = open_directory("type=OPS")
    first = directory.ids()
    directory.page.locator("#next-page").click()
    comes_true(lambda: directory.ids() != first)
    assert directory.numbers()[0] == 21
    assert not set(directory.ids()) & set(first)
    expect(directory.page.locator("#results-title")).to_be_focused()
    assert "cursor" in directory.parameters() and directory.parameters()["type"] == ["OPS"]
    directory.page.locator("#first-page").click()
    comes_true(lambda: directory.ids() == first)
    # A filter begins again from the first page.
    directory.page.locator("#next-page").click()
    comes_true(lambda: directory.ids() != first)
    directory.check("service", "schronienie")
    comes_true(lambda: directory.numbers()[0] == 1 and "cursor" not in directory.parameters())


def test_sorting_by_name(open_directory):
    directory = open_directory("type=PCPR")
    directory.page.select_option("#sort", "name")
    comes_true(lambda: directory.parameters().get("sort") == ["name"])
    directory.wait_until_settled()
    names = directory.page.locator("#hits .hit-name a").all_inner_texts()
    assert names == directory.page.evaluate("names => [...names].sort(new Intl.Collator('pl').compare)", names)


def test_the_empty_answer_says_why_and_what_else(open_directory):
    directory = open_directory()
    directory.search("zzzqqqxxx")
    assert directory.total() == 0 and not directory.ids()
    assert "zzzqqqxxx" in directory.page.locator(".empty .notice").inner_text()
    assert directory.page.locator(".alternatives a").count() >= 1
    comes_true(lambda: directory.announced() == directory.title())
    directory = open_directory("type=PCPR&free=1&open_now=1&verified=1")
    assert directory.total() == 0
    alternative = directory.page.locator(".alternatives a").first
    alternative.click()
    comes_true(lambda: directory.total() > 0)


def test_a_failed_answer_is_said_and_tried_again(open_directory):
    directory = open_directory()
    directory.page.watch.expected_statuses.add(503)
    directory.page.route("**/katalog?*", lambda route: route.fulfill(status=503, body="busy"))
    before = directory.ids()
    directory.query_field.fill("schronisko")
    directory.page.wait_for_selector("#results-fault[role=alert]")
    assert directory.ids() == before, "what was there stays there"
    directory.page.unroute("**/katalog?*")
    directory.page.keyboard.press("Escape")  # suggestions lie over the notice
    directory.page.locator("#results-fault button").click()
    comes_true(lambda: directory.parameters().get("q") == ["schronisko"])
    expect(directory.page.locator("#results-fault")).to_have_count(0)


def test_late_answers_do_not_overtake(open_directory):
    """The results are those of the last query, even when an earlier answer comes later."""
    directory = open_directory()

    held = []
    directory.page.route("**/katalog?q=schron", lambda route: held.append(route))
    with directory.page.expect_request("**/katalog?q=schron"):
        directory.query_field.fill("schron")
    directory.search("powiatowe centrum pomocy rodzinie")
    wanted = directory.ids()
    for route in held:
        with contextlib.suppress(Error):  # already given up by the page
            route.continue_()
    # Long enough for the answer to come and to do its harm.
    directory.page.wait_for_timeout(1500)
    assert held and directory.ids() == wanted and directory.query_field.input_value() == "powiatowe centrum pomocy rodzinie"


def test_the_language_is_kept(open_directory):
    directory = open_directory("lang=en")
    assert "institution" in directory.title()
    directory.search("shelter")
    directory.search("schronisko")
    assert directory.parameters()["lang"] == ["en"]
    assert "found" in directory.title()
    href = directory.page.locator("#language-switch").get_attribute("href")
    assert "q=schronisko" in href and "lang=pl" in href


# Narrow windows

def test_on_a_phone_the_list_is_first_and_filters_are_behind_a_button(open_directory, browser):
    directory = open_directory(width=390, height=844, browser=browser)
    page = directory.page
    expect(page.locator("#facets")).to_be_hidden()
    expect(page.locator("#map-panel")).to_be_hidden()
    assert not any("maplibre" in url for url in page.watch.requests), "the map is not loaded before it is asked for"
    toggle = page.locator("#facets-toggle")
    toggle.click()
    expect(toggle).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#facets")).to_be_visible()
    directory.check("type", "PCPR")
    expect(toggle).to_contain_text("(1)")
    # Filters stay open to choose more.
    expect(page.locator("#facets")).to_be_visible()
    page.locator("#facets-done").click()
    expect(page.locator("#facets")).to_be_hidden()
    expect(page.locator("#results-title")).to_be_focused()
    page.locator("#map-toggle").click()
    directory.wait_for_map()
    expect(page.locator("#map-panel")).to_be_visible()


def test_telephones_are_large_enough_for_a_finger(open_directory):
    directory = open_directory("type=PCPR", width=390, height=844)
    box = directory.page.locator("#hits .hit-phone a").first.bounding_box()
    assert box["height"] >= 44 and box["width"] >= 100
    assert directory.page.locator("#hits .hit-phone a").first.get_attribute("href").startswith("tel:+48")


# Without scripts

def test_search_and_filters_without_javascript(open_directory):
    directory = open_directory(java_script_enabled=False)
    page = directory.page
    page.fill("#directory-query", "pomoc")
    with next_page(page):
        page.locator("#directory-form button[type=submit]").first.click()
    assert directory.parameters()["q"] == ["pomoc"]
    found = directory.total()
    assert found > 0 and page.input_value("#directory-query") == "pomoc"
    page.locator("#facets input[name=type][value=OPS]").check()
    with next_page(page):
        page.locator(".facets-apply button").click()
    assert directory.parameters()["type"] == ["OPS"] and directory.parameters()["q"] == ["pomoc"]
    assert 0 < directory.total() < found
    first = directory.ids()
    with next_page(page):
        page.locator("#next-page").click()
    assert directory.numbers()[0] == 21 and not set(first) & set(directory.ids())
    assert not page.locator("#map-panel").is_visible()
    with next_page(page):
        page.locator("#hits .hit-name a").first.click()
    assert "/instytucje/" in page.url and page.locator("a[href^='tel:']").count() >= 1


def test_the_list_without_webgl(open_page, browser_without_webgl):
    directory = DirectoryPage(open_page(browser_without_webgl, "/katalog?type=PCPR"))
    directory.page.wait_for_selector("#map[data-ready='true']", state="attached")
    assert directory.page.locator("#map-note").inner_text().strip(), "the page does not say why there is no map"
    directory.search("Bochnia")
    assert directory.ids()
