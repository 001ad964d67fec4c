# SPDX-License-Identifier: Apache-2.0
"""Without JavaScript, or without WebGL, the static map, the legend, the table and the form remain."""

import io

from PIL import Image
from playwright.sync_api import expect

import expected
from waiting import eventually, next_page

QUERY = expected.query(expected.PROFILE_3)


def assert_static_map(page, site, parameters):
    """The picture is there, says what it is, and has the legend's colours."""
    image = page.locator("img.static-map")
    assert image.is_visible() and image.get_attribute("alt").strip()
    picture = Image.open(io.BytesIO(image.screenshot())).convert("RGB")
    pixels = picture.width * picture.height
    assert min(picture.size) > 300
    counts = {"#%02x%02x%02x" % color: count for count, color in picture.getcolors(pixels)}
    for item in expected.legend(site, parameters)["classes"]:
        if item["count"]:
            shown = sum(count for color, count in counts.items() if expected.same_color(color, item["color"].lower()))
            assert shown > pixels * 0.0005, f"{item['color']} covers {shown} of {pixels} pixels"


def test_without_javascript(open_page, browser, site):
    page = open_page(browser, f"/mapa?{QUERY}", java_script_enabled=False)
    eventually(lambda: assert_static_map(page, site, expected.PROFILE_3))
    rows = page.locator("#unit-table tbody tr[data-terc]")
    assert rows.count() == 380
    assert page.locator("#unit-table tr[data-terc='2612'] td.col-value").inner_text().startswith("38,0")
    classes = expected.legend(site, expected.PROFILE_3)["classes"]
    assert page.locator(".legend-table tbody th").all_inner_texts()[:len(classes)] == [c["label"] for c in classes]
    assert not page.locator("#timeline").is_visible()


def test_the_form_works_without_javascript(open_page, browser, site):
    page = open_page(browser, f"/mapa?{QUERY}", java_script_enabled=False)
    page.select_option("#indicator", "ludnosc")
    page.locator("#style-controls summary").click()
    page.locator("label:has(> input[name=classes][value='3'])").click()
    with next_page(page):
        page.locator("#controls button[type=submit]").click()
    assert "indicator=ludnosc" in page.url and "classes=3" in page.url
    assert page.locator("#unit-table tr[data-terc='2612'] td.col-value").inner_text().strip() != ""
    assert page.input_value("#indicator") == "ludnosc"
    assert page.locator("input[name=classes][value='3']").is_checked()
    labels = page.locator("#legend-body .legend-table tbody th").all_inner_texts()
    wanted = expected.legend(site, {"indicator": "ludnosc", "period": "2021", "level": "powiat", "classes": "3"})
    assert labels[:3] == [item["label"] for item in wanted["classes"]] and len(labels) <= 4


def test_without_webgl(open_page, browser_without_webgl, site):
    page = open_page(browser_without_webgl, f"/mapa?{QUERY}")
    assert page.evaluate("!document.createElement('canvas').getContext('webgl2')"), "this browser has WebGL after all"
    page.wait_for_selector("#map[data-ready='true']", state="attached")
    # The page says why the map is still.
    expect(page.locator("#map .no-webgl-note")).not_to_be_empty()
    eventually(lambda: assert_static_map(page, site, expected.PROFILE_3))
    expect(page.locator("#unit-table tbody tr[data-terc]")).to_have_count(380)
    # The controls work: another picture, another table.
    value = page.locator("#unit-table tr[data-terc='2612'] td.col-value").inner_text()
    page.locator("#indicator-input").click()
    page.locator("#picker-option-wyzsze-wyksztalcenie-na-1000").click()
    page.wait_for_selector("img.static-map[src*='indicator=wyzsze-wyksztalcenie-na-1000']")
    other = {"indicator": "wyzsze-wyksztalcenie-na-1000", "period": "2021", "level": "powiat"}
    eventually(lambda: assert_static_map(page, site, other))
    expect(page.locator("#unit-table tr[data-terc='2612'] td.col-value")).not_to_have_text(value)


def test_the_table_sorts_without_webgl(open_page, browser_without_webgl):
    page = open_page(browser_without_webgl, f"/mapa?{QUERY}")
    page.wait_for_selector("#map[data-ready='true']", state="attached")
    page.locator("#unit-table thead th[data-key=name] button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#unit-table thead th[data-key=name]")).to_have_attribute("aria-sort", "ascending")


def test_the_other_pages_without_javascript(open_page, browser):
    page = open_page(browser, "/jednostki?q=Bochnia", java_script_enabled=False)
    assert page.locator("main a[href*='/jednostki/1201']").count() >= 1
    page = open_page(browser, "/jednostki/2612", java_script_enabled=False)
    assert "staszowski" in page.locator("h1").inner_text().lower()
    assert "38,0" in page.locator("main").inner_text()
