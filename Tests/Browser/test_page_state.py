# SPDX-License-Identifier: Apache-2.0
"""A link shows a colleague the same thing; back goes back; the page can be printed."""

from playwright.sync_api import expect

import expected
from waiting import address, eventually, next_page

STATE = {
    **expected.PROFILE_3, "method": "equal", "classes": "4", "palette": "viridis", "reverse": "1",
    "unit": expected.STASZOWSKI,
}


def snapshot(map_page):
    return {
        "controls": map_page.page.evaluate(
            "Object.fromEntries(new FormData(document.getElementById('controls')))"),
        "title": map_page.page.locator("#map-title").inner_text(),
        "legend": map_page.legend_colors(),
        "rows": map_page.rows(),
        "panel": map_page.panel_text(),
        "view": map_page.page.evaluate(
            """(() => {
                 const map = document.getElementById('map').atlasMap, center = map.getCenter();
                 return [center.lng.toFixed(2), center.lat.toFixed(2), map.getZoom().toFixed(1)];
               })()"""),
    }


def test_a_link_restores_everything(open_map):
    map_page = open_map(expected.query(STATE), view=(21.2, 50.5, 9))
    first = snapshot(map_page)
    controls = first["controls"]
    assert {key: controls[key] for key in ("method", "classes", "palette", "reverse", "level")} == \
        {key: STATE[key] for key in ("method", "classes", "palette", "reverse", "level")}
    assert first["view"] == ["21.20", "50.50", "9.0"]
    assert "staszowski" in first["panel"].lower()
    map_page.page.reload()
    map_page.wait_until_drawn()

    def is_the_same():
        assert snapshot(map_page) == first
    eventually(is_the_same)


def test_changes_reach_the_address_and_survive_a_reload(open_map, site):
    map_page = open_map("indicator=ludnosc&level=powiat")
    map_page.choose("palette", "cividis")
    map_page.choose("classes", "6")
    map_page.select("method", "equal")
    wanted = {"indicator": "ludnosc", "level": "powiat", "period": map_page.period(),
              "palette": "cividis", "classes": "6", "method": "equal"}
    legend = [item["color"].lower() for item in expected.legend(site, wanted)["classes"]]

    def shows_the_choice():
        assert map_page.legend_colors()[:6] == legend
        query = map_page.query()
        assert (query["palette"], query["classes"], query["method"]) == ("cividis", "6", "equal")

    eventually(shows_the_choice)
    map_page.page.reload()
    map_page.wait_until_drawn()
    eventually(shows_the_choice)


def test_back_goes_to_the_map_before(open_map, site):
    map_page = open_map(expected.query(expected.PROFILE_3))
    page = map_page.page
    title, rows = page.locator("#map-title").inner_text(), map_page.rows()
    other = next(i for i in expected.indicators(site, "powiat") if i["id"] != STATE["indicator"])

    map_page.choose_indicator(other["id"])
    expect(page.locator("#map-title")).to_have_text(other["name"])
    eventually(lambda: map_page.rows() != rows)
    page.go_back()
    expect(page.locator("#map-title")).to_have_text(title)
    map_page.wait_for_period(expected.PROFILE_3["period"])
    eventually(lambda: map_page.rows() == rows)
    page.go_forward()
    expect(page.locator("#map-title")).to_have_text(other["name"])


def test_copying_the_link(open_map, site):
    map_page = open_map(expected.query(STATE))
    page = map_page.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.address)
    # What the map shows is said a moment after it is drawn: not to be taken for the answer.
    expect(page.locator("#announcer")).not_to_be_empty()
    before = page.locator("#announcer").inner_text()
    page.locator("#copy-link").click()
    eventually(lambda: page.locator("#announcer").inner_text().strip() not in ("", before.strip()))
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == address(page)
    assert f"unit={expected.STASZOWSKI}" in copied and "palette=viridis" in copied


def test_the_language_switch_keeps_the_state(open_map):
    map_page = open_map(expected.query(STATE))
    page = map_page.page
    assert page.get_attribute("html", "lang") == "pl"
    colors, title = map_page.legend_colors(), page.locator("#map-title").inner_text()
    with next_page(page):
        page.locator("#language-switch").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    map_page.wait_until_drawn()
    eventually(lambda: map_page.legend_colors() == colors)
    assert map_page.query()["indicator"] == STATE["indicator"] and map_page.query()["unit"] == STATE["unit"]
    assert page.locator("#map-title").inner_text() not in ("", title)
    with next_page(page):
        page.locator("#language-switch").click()
    expect(page.locator("html")).to_have_attribute("lang", "pl")
    map_page.wait_until_drawn()
    expect(page.locator("#map-title")).to_have_text(title)


def test_english_is_served_to_an_english_browser(open_page, browser):
    page = open_page(browser, "/wskazniki", locale="en-GB")
    assert page.get_attribute("html", "lang") == "en"
    page = open_page(browser, "/wskazniki", locale="pl-PL")
    assert page.get_attribute("html", "lang") == "pl"


def test_the_print_view(open_map, site):
    map_page = open_map(expected.query(STATE))
    page = map_page.page
    assert page.locator("#controls").is_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    for hidden in ("#controls", "#actions", ".site-nav", "#style-controls", ".site-footer-links", "#map"):
        expect(page.locator(hidden)).to_be_hidden()
    for shown in ("#map-title", "#legend-body", "#unit-table", "#map-source", "canvas.print-map"):
        expect(page.locator(shown)).to_be_visible()
    assert page.locator("#print-address").inner_text() == address(page)
    # The window that scrolls on the screen must not cut the table on paper.
    def is_whole():
        cut = page.evaluate(
            "(() => { const w = document.getElementById('table-window'); return w.scrollHeight - w.clientHeight; })()")
        assert cut <= 1, f"{cut} pixels of the table are cut off"
    eventually(is_whole)
    # The copy of the map on paper has the legend's colours.
    printed = page.evaluate(
        """() => {
             const canvas = document.querySelector('canvas.print-map');
             const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
             const colors = {};
             for (let i = 0; i < data.length; i += 4) {
               const color = '#' + [0, 1, 2].map(c => data[i + c].toString(16).padStart(2, '0')).join('');
               colors[color] = (colors[color] || 0) + 1;
             }
             return Object.entries(colors).filter(([, count]) => count > 200).map(([color]) => color);
           }""")
    parameters = {key: value for key, value in STATE.items() if key != "unit"}
    for item in expected.legend(site, parameters)["classes"]:
        if item["count"]:
            assert any(expected.same_color(item["color"].lower(), color) for color in printed), f"{item['color']} is not printed"
    assert page.pdf(format="A4")[:5] == b"%PDF-"
