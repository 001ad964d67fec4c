# SPDX-License-Identifier: Apache-2.0
"""The network of cooperation: the picture by mouse and keyboard, the map, the table, and the page without script."""

import re

import pytest
from playwright.sync_api import expect

from test_pages import assert_no_sideways_scroll, violations, with_language
from waiting import next_page

# The agreements of the sources were in force then.
PAGE = "/porozumienia/siec?day=2014-03-01"


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["pl", "en"])
def test_the_page_is_accessible(open_page, browser, language, width):
    page = open_page(browser, with_language(PAGE, language), width=width)
    page.wait_for_selector(".network-frame.is-live")
    found = violations(page)
    assert not found, "\n".join(found)
    assert_no_sideways_scroll(page, width)


def test_picture_and_table_say_the_same(open_page, browser):
    page = open_page(browser, PAGE)
    page.wait_for_selector(".network-frame.is-live")
    symbols = page.locator(".network-node").count()
    assert symbols > 10
    assert page.locator("#network-table tbody tr").count() == symbols
    row = page.locator("#network-table tbody tr").first
    row.hover()
    number = row.get_attribute("data-n")
    expect(page.locator(f".network-node.is-current[data-n='{number}']")).to_have_count(1)
    # As many institutions stand out as the row says that it has partners.
    partners = int(row.locator("td").first.inner_text())
    expect(page.locator(".network-node.is-near")).to_have_count(partners)


def test_the_keyboard_walks_along_links(open_page, browser):
    page = open_page(browser, PAGE)
    page.wait_for_selector(".network-frame.is-live")
    page.focus("#network-picture")
    page.keyboard.press("ArrowRight")
    first = page.locator("svg .is-current").get_attribute("data-n")
    expect(page.locator("#network-announcer")).not_to_be_empty()
    visited = {first}
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
        visited.add(page.locator("svg .is-current").get_attribute("data-n"))
    assert len(visited) > 1
    whole = page.get_attribute("#network-picture", "viewBox")
    page.keyboard.press("+")
    page.wait_for_function("before => document.getElementById('network-picture').getAttribute('viewBox') !== before", arg=whole)
    page.keyboard.press("Escape")
    page.wait_for_function("before => Math.abs(document.getElementById('network-picture').viewBox.baseVal.width - Number(before.split(' ')[2])) < 1", arg=whole)
    expect(page.locator("svg .is-current")).to_have_count(0)
    # From an institution Enter leads to its own network.
    page.keyboard.press("ArrowRight")
    target = page.locator("svg .is-current").get_attribute("href")
    with next_page(page):
        page.keyboard.press("Enter")
    assert page.url.endswith(target)


def test_the_map_has_the_institutions_with_a_place(open_page, browser):
    page = open_page(browser, PAGE)
    page.wait_for_selector(".network-frame.is-live")
    page.click("[data-view=map]")
    page.wait_for_selector("#network-map[data-ready=true][data-nodes]")
    expect(page.locator("#network-frame")).to_be_hidden()
    shown = int(page.get_attribute("#network-map", "data-nodes"))
    placed = page.evaluate("JSON.parse(document.getElementById('network-data').textContent).nodes.filter(({at}) => at).length")
    assert shown == placed > 10
    assert int(page.get_attribute("#network-map", "data-links")) > 5
    page.click("[data-view=picture]")
    expect(page.locator("#network-frame")).to_be_visible()


def test_without_script(open_page, browser):
    page = open_page(browser, PAGE, java_script_enabled=False)
    assert page.locator("svg.network-picture").is_visible()
    assert page.get_attribute("svg.network-picture", "aria-hidden") == "true"
    assert not page.locator("[data-view=map]").is_visible()
    with next_page(page):
        page.click("#network-table thead a >> nth=0")
    expect(page).to_have_url(re.compile("sort=name"))
    names = page.locator("#network-table tbody th a").all_inner_texts()
    assert names[0] < names[-1]
    page.select_option("#network-form", "wspolne-dzialania")
    with next_page(page):
        page.click(".network-filters button[type=submit] >> nth=0")
    expect(page).to_have_url(re.compile("form=wspolne-dzialania"))
    assert 0 < page.locator("#network-table tbody tr").count() < len(names)
