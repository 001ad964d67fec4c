# SPDX-License-Identifier: Apache-2.0
"""Pages of indicators and profiles of units as people use them: with and without scripts, by keyboard, on paper."""

import re

from playwright.sync_api import expect

from waiting import next_page


def test_the_choice_of_an_indicator_page_works_without_javascript(open_page, browser):
    page = open_page(browser, "/wskazniki/udzial-65-plus", java_script_enabled=False)
    page.select_option("#select-area", "26")
    with next_page(page):
        page.locator(".selector button[type=submit]").click()
    assert "within=26" in page.url
    assert page.locator("#ranking-table tbody tr[data-terc]").count() == 14
    assert page.locator("svg.distribution").is_visible()
    page.locator(".chart-figure summary").first.click()
    expect(page.locator(".twin-tables").first).to_be_visible()


def test_the_ranking_filters_by_keyboard(open_page, browser):
    page = open_page(browser, "/wskazniki/udzial-65-plus?rows=all")
    page.locator("#ranking-query").focus()
    page.keyboard.type("bochen")
    expect(page.locator("#ranking-table tbody tr:visible")).to_have_count(1)
    expect(page.locator("[data-filter] [role=status]")).to_have_text(re.compile("^1"))


def test_two_units_stand_side_by_side_without_javascript(open_page, browser):
    page = open_page(browser, "/jednostki/2612", java_script_enabled=False)
    page.fill("#compare-unit", "powiat kielecki")
    with next_page(page):
        page.keyboard.press("Enter")
    assert page.locator("#comparison-title").inner_text() == "powiat staszowski i powiat kielecki"
    headings = page.locator(".comparison-table").first.locator("thead th").all_inner_texts()
    assert headings[2:4] == ["powiat staszowski", "powiat kielecki"]


def test_similar_units_follow_the_chosen_indicators(open_page, browser):
    page = open_page(browser, "/jednostki/2612")
    page.locator(".similar-choice summary").click()
    checked = page.locator("input[name=indicators]:checked")
    while checked.count():
        checked.first.uncheck()
    page.locator("input[name=indicators][value=udzial-65-plus]").check()
    with next_page(page):
        page.locator(".similar-choice button[type=submit]").click()
    assert "indicators=udzial-65-plus" in page.url
    assert "1 wskaźnika" in page.locator("#podobne .panel-sentence").inner_text().replace("\u00a0", " ")


def test_a_profile_prints_on_paper(open_page, browser):
    page = open_page(browser, "/jednostki/2612", width=700)
    page.emulate_media(media="print")
    expect(page.locator(".compare-units")).to_be_hidden()
    expect(page.locator(".profile-table svg.strip").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert len(page.pdf(format="A4")) > 20_000
