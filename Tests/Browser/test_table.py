# SPDX-License-Identifier: Apache-2.0
"""The table beside the map: complete, sortable by keyboard, linked with the map both ways."""

from playwright.sync_api import expect

import expected
from waiting import eventually


def focus_sort_button(map_page, key):
    map_page.page.locator(f"#unit-table thead th[data-key='{key}'] button").focus()


def test_the_table_has_every_unit_and_its_value(open_map, site):
    map_page = open_map("indicator=ludnosc&level=powiat")
    wanted = expected.values(site, {"indicator": "ludnosc", "level": "powiat", "period": map_page.period()})
    rows = map_page.rows()
    assert len(rows) == 380 == len({row["terc"] for row in rows})
    assert sum(row["value"] for row in rows) == 37_019_327
    assert {row["terc"]: row["value"] for row in rows} == {terc: row["value"] for terc, row in wanted.items()}


def test_gminas_have_names_and_powiats(open_map, site):
    indicator = expected.indicators(site, "gmina")[0]
    map_page = open_map(expected.query({"indicator": indicator["id"], "level": "gmina"}))
    names = {unit["terc"]: unit["name"] for unit in site.json("/api/v1/units?level=gmina&limit=5000")["units"]}
    rows = map_page.rows()
    assert len(rows) > 1000
    assert {row["terc"]: row["name"] for row in rows}.items() <= names.items()


def test_rows_have_the_colours_of_the_map(profile_map, site):
    legend = expected.legend(site, expected.PROFILE_3)
    values = expected.values(site, expected.PROFILE_3)
    rows = profile_map.rows()
    assert len(rows) == 380
    for row in rows:
        assert row["color"] == expected.color_of(values.get(row["terc"]), legend), row


def test_sorting_by_keyboard(open_map):
    map_page = open_map(expected.query(expected.PROFILE_3))
    keyboard = map_page.page.keyboard

    def values():
        return [row["value"] for row in map_page.rows() if row["value"] is not None]

    focus_sort_button(map_page, "value")
    keyboard.press("Enter")
    first = map_page.sort_state()
    assert first["value"] in ("ascending", "descending") and first["name"] == "none"
    assert values() == sorted(values(), reverse=first["value"] == "descending")
    keyboard.press("Space")
    second = map_page.sort_state()
    assert {first["value"], second["value"]} == {"ascending", "descending"}
    assert values() == sorted(values(), reverse=second["value"] == "descending")
    assert len(set(values())) > 5, "too few values to see an order"
    # Units without a value stay at the end, whichever way the column runs.
    without = [index for index, row in enumerate(map_page.rows()) if row["value"] is None]
    assert without == list(range(len(values()), len(map_page.rows())))

    focus_sort_button(map_page, "name")
    keyboard.press("Enter")
    assert map_page.sort_state()["name"] == "ascending" and map_page.sort_state()["value"] == "none"
    names = [row["name"] for row in map_page.rows()]
    polish = map_page.page.evaluate("names => [...names].sort(new Intl.Collator('pl').compare)", names)
    assert names == polish
    assert names != sorted(names), "Polish letters would sort like this by code point: nothing was tested"


def test_a_row_selects_on_the_map(open_map):
    map_page = open_map(expected.query(expected.PROFILE_3))
    page = map_page.page
    page.locator(f"#unit-table tr[data-terc='{expected.STASZOWSKI}'] td.col-value").click()
    panel = map_page.panel_text()
    assert "staszowski" in panel.lower() and "38,0" in panel, panel
    assert map_page.query()["unit"] == expected.STASZOWSKI
    assert map_page.selected_rows() == [expected.STASZOWSKI]
    selected = """() => [2612, 2601].map(id => Boolean(document.getElementById('map').atlasMap
        .getFeatureState({source: 'units-powiat', sourceLayer: 'powiat', id}).selected))"""
    eventually(lambda: page.evaluate(selected) == [True, False])

    # The map went there.
    def is_in_view():
        assert page.evaluate(
            """center => document.getElementById('map').atlasMap.getBounds().contains(center)""",
            expected.unit(map_page.site, expected.STASZOWSKI)["center"])
        assert map_page.zoom() > 7
    eventually(is_in_view)


def test_rows_are_reached_and_selected_by_keyboard(open_map):
    map_page = open_map(expected.query(expected.PROFILE_3))
    page = map_page.page
    focus_sort_button(map_page, "value")
    page.keyboard.press("Tab")  # into the table: its current row
    order = [row["terc"] for row in map_page.rows()]

    def focused():
        return page.evaluate("document.activeElement.closest('tr')?.dataset.terc")

    eventually(lambda: focused() == order[0])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    eventually(lambda: focused() == order[2])
    page.keyboard.press("Enter")
    name = next(row["name"] for row in map_page.rows() if row["terc"] == order[2])
    eventually(lambda: name.lower() in map_page.panel_text().lower())
    assert map_page.selected_rows() == [order[2]]
    page.keyboard.press("Escape")
    page.wait_for_selector("#unit-panel", state="hidden")
    assert "unit" not in map_page.query()
    assert map_page.selected_rows() == []
    assert focused() == order[2], "focus must stay where the reader was"


def test_a_click_on_the_map_selects_the_row(open_map, site):
    map_page = open_map(expected.query(expected.PROFILE_3), view=expected.SWIETOKRZYSKIE_VIEW)
    page = map_page.page
    x, y = map_page.point(*expected.unit(site, expected.BUSKI)["center"])
    page.mouse.move(x, y)
    for words in ("buski", "35,8"):
        expect(page.locator("#map-tooltip")).to_contain_text(words)
    page.mouse.click(x, y)
    panel = map_page.panel_text()
    assert "buski" in panel.lower() and "35,8" in panel, panel
    assert map_page.selected_rows() == [expected.BUSKI]

    def is_in_sight():
        window = page.locator("#table-window").bounding_box()
        row = page.locator(f"#unit-table tr[data-terc='{expected.BUSKI}']").bounding_box()
        assert window["y"] <= row["y"] <= window["y"] + window["height"], "the selected row is scrolled out of sight"
    eventually(is_in_sight)
    page.locator("#unit-panel .panel-close").click()
    page.wait_for_selector("#unit-panel", state="hidden")


def test_the_panel_gives_rank_and_the_regions_value(open_map):
    map_page = open_map(expected.query({**expected.PROFILE_3, "unit": expected.STASZOWSKI}))
    panel = map_page.panel_text()
    # 16,261 of 68,521: recomputed from the parts, not the mean of fourteen percentages.
    assert "23,7" in panel, panel
    facts = map_page.page.locator("#unit-panel dd").all_inner_texts()
    assert any(fact.startswith("1 ") or fact.startswith("1.") for fact in facts) and any("14" in fact for fact in facts), facts


def test_the_filter_narrows_the_table(open_map):
    map_page = open_map(expected.query(expected.PROFILE_3))
    map_page.page.locator("#table-query").fill("staszow")

    def only_one():
        assert [row["terc"] for row in map_page.rows()] == [expected.STASZOWSKI]

    eventually(only_one)
    map_page.page.locator("#table-query").fill("zzz")
    map_page.page.wait_for_selector("#table-none:visible")
