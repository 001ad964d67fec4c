# SPDX-License-Identifier: Apache-2.0
"""Knowledge: search without a script, the map of places with its list, practices beside institutions."""

from playwright.sync_api import expect

from waiting import eventually, next_page


def test_a_search_by_keyboard_keeps_its_filters(open_page, browser):
    page = open_page(browser, "/wiedza")
    page.get_by_label("Czego szukasz?").fill("oddłużenia")
    page.get_by_label("Problem").select_option("zadluzenie")
    with next_page(page):
        page.get_by_label("Czego szukasz?").press("Enter")
    page.wait_for_url("**/wiedza?**problem=zadluzenie**")
    cards = page.locator(".practice-card")
    expect(cards.first).to_contain_text("Oddłużenie")
    expect(page.get_by_label("Problem")).to_have_value("zadluzenie")


def test_the_map_shows_what_the_list_says(open_page, browser):
    page = open_page(browser, "/wiedza/sepi")
    container = page.locator(".places-map")
    container.scroll_into_view_if_needed()
    page.wait_for_selector(".places-map[data-ready='true']")
    assert container.get_attribute("data-places") == str(page.locator(".practice-places li").count())
    shown = "() => new Set(document.querySelector('.places-map').placesMap.queryRenderedFeatures({ layers: ['area:powiat'] }).map(({ id }) => id)).size"
    eventually(lambda: page.evaluate(shown) == 17)


def test_practices_stand_beside_institutions(open_page, browser):
    page = open_page(browser, "/katalog?q=oddłużenie")
    group = page.locator(".knowledge-group")
    expect(group).to_be_visible()
    with next_page(page):
        group.get_by_role("link", name="Oddłużenie").click()
    page.wait_for_url("**/wiedza/program-oddluzenie")
    expect(page.locator("h1")).to_contain_text("Oddłużenie")
