# SPDX-License-Identifier: Apache-2.0
"""Without JavaScript, or without WebGL, the static map, the legend, the table and the form remain."""

import expected

QUERY = expected.query(expected.PROFILE_3)


def assert_static_map(page):
    image = page.locator("img.static-map")
    assert image.is_visible()
    assert image.get_attribute("alt").strip()
    size = image.evaluate("async image => { await image.decode(); return [image.naturalWidth, image.naturalHeight]; }")
    assert min(size) > 300, size


def test_without_javascript(open_page, browser, site):
    page = open_page(browser, f"/mapa?{QUERY}", java_script_enabled=False)
    # Scripts of the test itself do not run here either: the picture is fetched and looked at.
    image = page.locator("img.static-map")
    assert image.is_visible() and image.get_attribute("alt").strip()
    picture = site.bytes(image.get_attribute("src").replace("&amp;", "&")).decode()
    for item in expected.legend(site, expected.PROFILE_3)["classes"]:
        assert item["color"].lower() in picture.lower(), f"{item['color']} is not in the static map"
    rows = page.locator("#unit-table tbody tr[data-terc]")
    assert rows.count() == 380
    assert page.locator("#unit-table tr[data-terc='2612'] td.col-value").inner_text().startswith("38,0")
    assert page.locator(".legend-table tr").count() >= 5
    assert not page.locator("#timeline").is_visible()


def test_the_form_works_without_javascript(open_page, browser):
    page = open_page(browser, f"/mapa?{QUERY}", java_script_enabled=False)
    page.select_option("#indicator", "ludnosc")
    page.locator("#style-controls summary").click()
    page.locator("label:has(> input[name=classes][value='3'])").click()
    page.locator("#controls button[type=submit]").click()
    page.wait_for_load_state()
    assert "indicator=ludnosc" in page.url and "classes=3" in page.url
    assert page.locator("#unit-table tr[data-terc='2612'] td.col-value").inner_text().strip() != ""
    assert page.input_value("#indicator") == "ludnosc"
    first_rows = page.locator("#legend-body .legend-table tbody tr")
    assert first_rows.count() <= 3 + 2


def test_without_webgl(open_page, browser_without_webgl):
    page = open_page(browser_without_webgl, f"/mapa?{QUERY}")
    assert page.evaluate("!document.createElement('canvas').getContext('webgl2')"), "this browser has WebGL after all"
    page.wait_for_selector("img.static-map:visible")
    assert page.locator("#map .no-webgl-note").inner_text().strip(), "the page does not say why the map is still"
    page.wait_for_selector("#map[data-ready='true']", state="attached")
    assert_static_map(page)
    assert page.locator("#unit-table tbody tr[data-terc]").count() == 380
    # The controls work: another picture, another table.
    before = page.locator("img.static-map").get_attribute("src")
    value = page.locator("#unit-table tr[data-terc='2612'] td.col-value").inner_text()
    page.locator("#indicator-input").click()
    page.locator("#picker-option-ludnosc").click()
    page.wait_for_function(
        "before => document.querySelector('img.static-map')?.getAttribute('src') !== before", arg=before)
    assert "ludnosc" in page.locator("img.static-map").get_attribute("src")
    assert_static_map(page)
    assert page.locator("#unit-table tr[data-terc='2612'] td.col-value").inner_text() != value


def test_the_table_sorts_without_webgl(open_page, browser_without_webgl):
    page = open_page(browser_without_webgl, f"/mapa?{QUERY}")
    page.wait_for_selector("#map[data-ready='true']", state="attached")
    page.locator("#unit-table thead th[data-key=name] button").focus()
    page.keyboard.press("Enter")
    assert page.get_attribute("#unit-table thead th[data-key=name]", "aria-sort") == "ascending"


def test_the_other_pages_without_javascript(open_page, browser):
    page = open_page(browser, "/jednostki?q=Bochnia", java_script_enabled=False)
    assert page.locator("main a[href*='/jednostki/1201']").count() >= 1
    page = open_page(browser, "/jednostki/2612", java_script_enabled=False)
    assert "staszowski" in page.locator("h1").inner_text().lower()
    assert "38,0" in page.locator("main").inner_text()
