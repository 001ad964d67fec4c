# SPDX-License-Identifier: Apache-2.0
"""The registry of agreements as people use it: with and without scripts, on the map, on paper."""


def test_filters_work_without_javascript(open_page, browser):
    page = open_page(browser, "/porozumienia", java_script_enabled=False)
    whole = page.locator(".agreement-row").count()
    page.locator("#status-expired").check()
    page.locator(".facets-apply button").click()
    page.wait_for_load_state()
    assert "status=expired" in page.url
    rows = page.locator(".agreement-row")
    assert 0 < rows.count() < whole
    assert rows.count() == page.locator(".agreement-row.is-expired").count()
    page.locator(".filter-chip").click()
    page.wait_for_load_state()
    assert page.locator(".agreement-row").count() == whole


def test_views_keep_the_question_and_addresses_stay_short(open_page, browser):
    page = open_page(browser, "/porozumienia")
    page.fill("#agreements-query", "umowy partnerskiej")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=umowy**")
    assert "day=" not in page.url and "unit=" not in page.url
    total = page.locator("#results-title").inner_text()
    page.locator(".views a", has_text="Oś czasu").click()
    page.wait_for_load_state()
    assert page.locator("#results-title").inner_text() == total
    bars = page.locator("svg.timeline a").count()
    assert bars == page.locator(".timeline-table tbody tr").count() > 0
    page.locator(".views a", has_text="Mapa").click()
    page.wait_for_selector("#agreements-map[data-ready=true]")
    assert int(page.locator("#agreements-map").get_attribute("data-areas")) > 0
    assert page.locator("#areas-title + table tbody tr").count() > 0


def test_an_agreement_opens_from_the_list_and_prints(open_page, browser):
    page = open_page(browser, "/porozumienia", width=390)
    assert not page.locator("#agreements-filters").get_attribute("open")
    page.locator(".agreement-title a").first.click()
    page.wait_for_load_state()
    assert page.locator(".form-step[aria-current=step]").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.emulate_media(media="print")
    assert not page.locator(".agreement-actions").is_visible()
