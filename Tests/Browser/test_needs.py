# SPDX-License-Identifier: Apache-2.0
"""Measures of the registry of agreements on the map, and the list of high need without agreement."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from test_analysis import MALOPOLSKA, assert_drawn, assert_measure, choose_mode
from test_pages import assert_no_sideways_scroll
from waiting import next_page

QUESTION = "/porozumienia/potrzeby?need=udzial-80-plus&unit=12&share=50"


def test_need_and_cooperation_on_the_map(open_map, site):
    map_page = open_map("indicator=udzial-80-plus&level=powiat&within=12")
    page = map_page.page
    choose_mode(map_page, "gap")
    page.locator("label:has(> input[name=oferta][value=cooperation])").click()
    assert_measure(map_page, "gap(udzial-80-plus,cooperation(ops-pup))")
    assert_drawn(map_page, site, "gap(udzial-80-plus,cooperation(ops-pup))", MALOPOLSKA, within="12")
    expect(page.locator("#analysis-type")).to_be_hidden()
    page.select_option("#analysis-cooperation", "programmes")
    assert_measure(map_page, "gap(udzial-80-plus,cooperation(programmes))")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_list_leads_on(open_page, browser, site, width):
    page = open_page(browser, QUESTION, width=width)
    found = site.json("/api/v1/cooperation-gaps?need=udzial-80-plus&unit=12&share=50")
    assert found["total"] > 0
    rows = page.locator(".needs-table tbody tr")
    assert rows.count() == found["total"]
    first = found["units"][0]
    link = rows.first.locator("a[href*='/porozumienia/nowe?wariant=ops-pup']")
    assert f"strona={first['institutions'][0]['id']}" in link.get_attribute("href")
    assert_no_sideways_scroll(page, width)
    faults = [(fault["id"], [node["target"] for node in fault["nodes"]]) for fault in Axe().run(page).response["violations"]]
    assert not faults, faults


def test_the_form_needs_no_script(open_page, browser):
    page = open_page(browser, QUESTION, width=1280, java_script_enabled=False)
    page.select_option("#needs-kind", "pcpr-pup")
    with next_page(page):
        page.locator(".needs-form button[type=submit]").click()
    page.wait_for_url("**kind=pcpr-pup**")
    assert page.input_value("#needs-kind") == "pcpr-pup"
    assert page.locator("h2#needs-result").is_visible()
